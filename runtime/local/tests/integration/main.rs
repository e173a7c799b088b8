//! The program, as somebody runs it on a laptop.

#[cfg(test)]
mod bucket;
#[cfg(test)]
mod flow;
#[cfg(test)]
mod folder;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod model;
#[cfg(test)]
mod restart;
#[cfg(test)]
mod stack;
#[cfg(test)]
mod start;
