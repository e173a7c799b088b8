//! The program, as somebody runs it on a laptop.

mod bucket;
mod flow;
mod harness;
mod kill;
mod model;
mod restart;
mod stack;
mod start;
