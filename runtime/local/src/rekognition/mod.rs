//! A stand-in for Rekognition that says what can be computed from pixels.
//!
//! It recognises no objects, people or scenes: labels are colours, light,
//! contrast, sharpness and the format. Whoever has a model plugs it in
//! ([`Model`]).

mod colour;
mod decode;
mod labels;
mod measure;
mod model;
mod refusal;
mod server;

pub(crate) use model::Model;
pub(crate) use server::Rekognition;
