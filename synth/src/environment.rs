//! Every flag as an environment variable: `--auto-approve` is
//! `SYNTH_AUTO_APPROVE`.

use std::ffi::OsStr;

use clap::builder::FalseyValueParser;
use clap::{ArgAction, Command};

/// The table with a variable for each flag that has none of its own. Where
/// only CDKTF's variable is set, it counts.
pub(crate) fn with_variables(command: Command) -> Command {
    variables(command, &|name| std::env::var_os(name).is_some())
}

fn variables(command: Command, is_set: &dyn Fn(&OsStr) -> bool) -> Command {
    let names: Vec<String> = command
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .collect();
    let mut command = command.mut_args(|argument| {
        let Some(flag) = argument.get_long() else {
            return argument;
        };
        let switch = matches!(argument.get_action(), ArgAction::SetTrue);
        let takes = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
        if argument.get_env().is_some() || !(switch || takes) {
            return argument;
        }
        let suffix = flag.to_uppercase().replace('-', "_");
        let (ours, theirs) = (format!("SYNTH_{suffix}"), format!("CDKTF_{suffix}"));
        let name = if !is_set(ours.as_ref()) && is_set(theirs.as_ref()) {
            theirs
        } else {
            ours
        };
        // What is in it may be secret.
        let argument = argument.env(name).hide_env_values(true);
        if switch {
            argument.value_parser(FalseyValueParser::new())
        } else {
            argument
        }
    });
    for name in names {
        command = command.mut_subcommand(name, |command| variables(command, is_set));
    }
    command
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn every_flag_has_a_variable() {
        fn check(command: &Command) {
            for argument in command.get_arguments() {
                let Some(flag) = argument.get_long() else {
                    continue;
                };
                if ["help", "version"].contains(&flag) {
                    continue;
                }
                let variable = argument
                    .get_env()
                    .and_then(OsStr::to_str)
                    .unwrap_or_default();
                assert!(variable.starts_with("SYNTH_"), "--{flag}: {variable}");
            }
            command.get_subcommands().for_each(check);
        }
        check(&variables(Cli::command(), &|_| false));
    }

    #[test]
    fn cdktfs_variables_count_where_ours_are_not_set() {
        let command = variables(Cli::command(), &|name| name == "CDKTF_AUTO_APPROVE");
        let deploy = command.find_subcommand("deploy").unwrap();
        let variable = |flag: &str| {
            let mut arguments = deploy.get_arguments();
            let argument = arguments.find(|argument| argument.get_long() == Some(flag));
            argument.unwrap().get_env().unwrap().to_owned()
        };
        assert_eq!(variable("auto-approve"), "CDKTF_AUTO_APPROVE");
        assert_eq!(variable("parallelism"), "SYNTH_PARALLELISM");
    }
}
