//! A second opinion on the whole rule language: slow, obvious, and independent of the engine.
//!
//! A small [`world::World`] and a [`rules::Set`] made of parts are judged as the documentation reads. What is not known
//! is tried out: [`complete`] fills it in every way that may be, and each completed world is judged with plain numbers
//! by [`judge`]. If all agree, that is the outcome; if not, it cannot be told. [`compare`] puts the same world to the
//! engine through its public door and says where the two differ.
//!
//! Nothing here uses the engine but as text in and text out.

pub mod clocks;
pub mod compare;
pub mod complete;
pub mod days;
pub mod judge;
pub mod measures;
pub mod numbers;
pub mod plain;
pub mod rules;
pub mod sheets;
pub mod slips;
pub mod world;
