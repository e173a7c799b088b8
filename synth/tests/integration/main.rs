//! The program as its users see it: each test makes a project, runs `synth`
//! in it and compares all of stdout, all of stderr and the exit code.

#[cfg(test)]
mod app;
#[cfg(test)]
mod bindgen;
#[cfg(test)]
mod cdktf;
#[cfg(test)]
mod check;
#[cfg(test)]
mod command_line;
#[cfg(test)]
mod concurrency;
#[cfg(test)]
mod doctor;
#[cfg(test)]
mod generated;
#[cfg(test)]
mod graph;
#[cfg(test)]
mod list;
#[cfg(test)]
mod manifest;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod project;
#[cfg(test)]
mod sources;
#[cfg(test)]
mod stages;
#[cfg(test)]
mod stale;
#[cfg(test)]
mod synth;
#[cfg(test)]
mod test;
#[cfg(test)]
mod validate;
#[cfg(test)]
mod xml;
