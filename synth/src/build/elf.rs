//! Whether an executable starts where it is to run.

use std::collections::BTreeSet;

use object::Endianness;
use object::elf::{
    DT_NEEDED, EM_AARCH64, EM_X86_64, ET_DYN, ET_EXEC, FileHeader64, SHT_DYNSYM, VER_FLG_WEAK,
};
use object::read::elf::{FileHeader, SectionTable};

use super::target::{Architecture, Glibc};

/// What a version of glibc's symbols is called.
const PREFIX: &str = "GLIBC_";
/// Relocations in a format that glibc reads from this version on have a name
/// instead of a number (glibc 2.36, NEWS).
const RELATIVE_RELOCATIONS: (&str, &str) = ("GLIBC_ABI_DT_RELR", "2.36");
/// How many symbols an error names.
const NAMED: usize = 5;

/// What the libraries of glibc, and the one of GCC that Rust needs, begin with.
const LIBRARIES: &[&str] = &[
    "ld-linux",
    "libc.so",
    "libdl.so",
    "libgcc_s.so",
    "libm.so",
    "libpthread.so",
    "librt.so",
    "libutil.so",
];

/// What an executable needs.
#[derive(Debug)]
pub(crate) struct Executable {
    architecture: Option<Architecture>,
    /// The versions of glibc's symbols that it does not start without.
    versions: BTreeSet<Glibc>,
    /// Symbols, with the version they come from.
    symbols: Vec<(Glibc, String)>,
    /// Libraries that are none of the system's.
    libraries: Vec<String>,
}

/// Why an executable will not do.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Unfit {
    /// It cannot be read.
    Unreadable(String),
    /// It is built for something else.
    Architecture(Option<Architecture>),
    /// It needs a newer glibc: this one, for these symbols.
    Glibc(Glibc, Vec<String>),
}

/// Looks at an executable that is to run on this processor, and with this
/// glibc. What it needs beyond glibc comes back: whoever runs it has to have
/// it.
pub(crate) fn check(
    bytes: &[u8],
    architecture: Architecture,
    glibc: Option<&Glibc>,
) -> Result<Vec<String>, Unfit> {
    let executable = Executable::read(bytes).map_err(Unfit::Unreadable)?;
    if executable.architecture != Some(architecture) {
        return Err(Unfit::Architecture(executable.architecture));
    }
    let newest = executable.versions.last();
    if let (Some(limit), Some(newest)) = (glibc, newest)
        && newest > limit
    {
        return Err(Unfit::Glibc(newest.clone(), executable.newer_than(limit)));
    }
    Ok(executable.libraries)
}

impl Executable {
    fn read(bytes: &[u8]) -> Result<Self, String> {
        let header = FileHeader64::<Endianness>::parse(bytes)
            .map_err(|error| format!("it is no 64-bit ELF file: {error}"))?;
        Self::examine(header, bytes).map_err(|error| format!("it is damaged: {error}"))
    }

    fn examine(
        header: &FileHeader64<Endianness>,
        bytes: &[u8],
    ) -> Result<Self, object::read::Error> {
        let endian = header.endian()?;
        let architecture = match header.e_machine(endian) {
            EM_X86_64 => Some(Architecture::X86_64),
            EM_AARCH64 => Some(Architecture::Arm64),
            _ => None,
        };
        let runs = [ET_EXEC, ET_DYN].contains(&header.e_type(endian));
        let sections = header.sections(endian, bytes)?;
        let mut executable = Self {
            architecture: architecture.filter(|_| runs),
            versions: BTreeSet::new(),
            symbols: Vec::new(),
            libraries: Vec::new(),
        };
        executable.add_versions(&sections, endian, bytes)?;
        executable.add_symbols(&sections, endian, bytes)?;
        let dynamic = sections.dynamic_table(endian, bytes)?;
        for entry in dynamic.iter().filter(|entry| entry.tag == DT_NEEDED) {
            let name = text(dynamic.string(entry)?);
            if !LIBRARIES.iter().any(|known| name.starts_with(known)) {
                executable.libraries.push(name);
            }
        }
        Ok(executable)
    }

    fn add_versions<'a>(
        &mut self,
        sections: &SectionTable<'a, FileHeader64<Endianness>, &'a [u8]>,
        endian: Endianness,
        bytes: &'a [u8],
    ) -> Result<(), object::read::Error> {
        let Some((mut files, link)) = sections.gnu_verneed(endian, bytes)? else {
            return Ok(());
        };
        let strings = sections.strings(endian, bytes, link)?;
        while let Some((_, mut versions)) = files.next()? {
            while let Some(version) = versions.next()? {
                // Found out at run time, and done without where it is not there.
                if version.vna_flags.get(endian) & VER_FLG_WEAK != 0 {
                    continue;
                }
                self.versions
                    .extend(number(&text(version.name(endian, strings)?)));
            }
        }
        Ok(())
    }

    fn add_symbols<'a>(
        &mut self,
        sections: &SectionTable<'a, FileHeader64<Endianness>, &'a [u8]>,
        endian: Endianness,
        bytes: &'a [u8],
    ) -> Result<(), object::read::Error> {
        let Some(versions) = sections.versions(endian, bytes)? else {
            return Ok(());
        };
        let symbols = sections.symbols(endian, bytes, SHT_DYNSYM)?;
        for (index, symbol) in symbols.enumerate().skip(1) {
            let version = versions.version(versions.version_index(endian, index))?;
            let number = version.and_then(|version| number(&text(version.name())));
            if let Some(number) = number {
                let name = text(symbols.symbol_name(endian, symbol)?);
                self.symbols.push((number, name));
            }
        }
        Ok(())
    }

    fn newer_than(&self, limit: &Glibc) -> Vec<String> {
        let newer = self.symbols.iter().filter(|(version, _)| version > limit);
        let named = newer.map(|(version, symbol)| format!("{symbol} ({version})"));
        named.take(NAMED).collect()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The number in the name of a version of glibc's symbols.
fn number(name: &str) -> Option<Glibc> {
    let (special, stands_for) = RELATIVE_RELOCATIONS;
    if name == special {
        return stands_for.parse().ok();
    }
    name.strip_prefix(PREFIX)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// This very program: built on this machine, for it.
    fn ourselves() -> Vec<u8> {
        std::fs::read(std::env::current_exe().unwrap()).unwrap()
    }

    fn native() -> Architecture {
        if cfg!(target_arch = "x86_64") {
            Architecture::X86_64
        } else {
            Architecture::Arm64
        }
    }

    fn glibc(text: &str) -> Glibc {
        text.parse().unwrap()
    }

    #[test]
    fn what_runs_here_is_fit_for_here() {
        assert_eq!(check(&ourselves(), native(), None), Ok(Vec::new()));
        assert_eq!(
            check(&ourselves(), native(), Some(&glibc("99.0"))),
            Ok(Vec::new())
        );
    }

    #[test]
    fn another_processor_is_refused() {
        let other = match native() {
            Architecture::X86_64 => Architecture::Arm64,
            Architecture::Arm64 => Architecture::X86_64,
        };
        let refused = Err(Unfit::Architecture(Some(native())));
        assert_eq!(check(&ourselves(), other, None), refused);
    }

    #[test]
    fn a_newer_glibc_is_refused_with_what_needs_it() {
        let Err(Unfit::Glibc(newest, symbols)) = check(&ourselves(), native(), Some(&glibc("2.3")))
        else {
            panic!("Rust itself needs more than that");
        };
        assert!(newest > glibc("2.3"));
        assert!(!symbols.is_empty() && symbols.len() <= NAMED, "{symbols:?}");
        assert!(symbols.iter().all(|symbol| symbol.contains(" (2.")));
    }

    #[test]
    fn what_is_no_program_is_refused() {
        for bytes in [
            &b""[..],
            b"#!/bin/sh\n",
            b"\x7fELF",
            &ourselves()[..100],
            &ourselves()[..4096],
        ] {
            assert!(matches!(
                check(bytes, native(), None),
                Err(Unfit::Unreadable(_))
            ));
        }
        // An object file: for the right processor, but not linked.
        let mut object = ourselves();
        object[16] = 1;
        assert_eq!(
            check(&object, native(), None),
            Err(Unfit::Architecture(None))
        );
    }

    #[test]
    fn names_of_versions() {
        assert_eq!(number("GLIBC_2.34"), Some(glibc("2.34")));
        assert_eq!(number("GLIBC_2.2.5"), Some(glibc("2.2.5")));
        assert_eq!(number("GLIBC_ABI_DT_RELR"), Some(glibc("2.36")));
        assert_eq!(number("GLIBC_PRIVATE"), None);
        assert_eq!(number("GCC_3.0"), None);
    }
}
