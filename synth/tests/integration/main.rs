//! The program as its users see it: each test makes a project, runs `synth`
//! in it and compares all of stdout, all of stderr and the exit code.

#[cfg(test)]
mod app;
#[cfg(test)]
mod aws;
#[cfg(test)]
mod base;
#[cfg(test)]
mod base_policies;
#[cfg(test)]
mod bindgen;
#[cfg(test)]
mod bootstrap;
#[cfg(test)]
mod build;
#[cfg(test)]
mod cdktf;
#[cfg(test)]
mod check;
#[cfg(test)]
mod command_line;
#[cfg(test)]
mod concurrency;
#[cfg(test)]
mod deploy;
#[cfg(test)]
mod deployed;
#[cfg(test)]
mod disk;
#[cfg(test)]
mod doctor;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod generated;
#[cfg(test)]
mod graph;
#[cfg(test)]
mod identity;
#[cfg(test)]
mod interrupts;
#[cfg(test)]
mod list;
#[cfg(test)]
mod live;
#[cfg(test)]
mod manifest;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod patience;
#[cfg(test)]
mod project;
#[cfg(test)]
mod repo;
#[cfg(test)]
mod review;
#[cfg(test)]
mod review_all;
#[cfg(test)]
mod sensitive;
#[cfg(test)]
mod sources;
#[cfg(test)]
mod stages;
#[cfg(test)]
mod stale;
#[cfg(test)]
mod state;
#[cfg(test)]
mod synth;
#[cfg(test)]
mod test;
#[cfg(test)]
mod validate;
#[cfg(test)]
mod walk;
#[cfg(test)]
mod watching;
#[cfg(test)]
mod xml;
