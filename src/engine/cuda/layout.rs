//! What kernels take: the same structs as in `kernels/*.cuh`.

use crate::neuron::activation::{self, Activation};
use crate::plan::op;

/// A device address. Null for what is not there.
pub type Address = u64;

/// May be given to a kernel as it lies in memory.
///
/// # Safety
/// `#[repr(C)]`, made of plain numbers, addresses and such structs, and the same struct as the kernel's.
pub unsafe trait Args: Copy {}

/// `Clock` of kernel.cuh.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub struct Clock {
    pub step: u64,
    pub update: u64,
    pub step_in_trial: u32,
    pub slot: u32,
    pub answer: u32,
    pub stopped: u32,
    pub faulty: u32,
    pub arrived: u32,
}

/// `Now` of kernel.cuh.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Now {
    pub clock: Address,
    pub steps: u32,
    pub replicas: u32,
}

/// `View` of kernel.cuh.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub struct View {
    pub data: Address,
    pub first: u32,
    pub rows: u32,
    pub cols: u32,
    pub slot_rows: u32,
    pub slots: u32,
    pub delay: u32,
}

/// `Turn` of kernel.cuh.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    pub place: u64,
    pub of: u64,
}

impl From<op::Turn> for Turn {
    fn from(turn: op::Turn) -> Turn {
        Turn { place: turn.place, of: turn.of }
    }
}

/// `Stream` of philox.cuh.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub struct Stream {
    pub low: u32,
    pub high: u32,
}

impl From<crate::rng::Stream> for Stream {
    fn from(stream: crate::rng::Stream) -> Stream {
        Stream { low: stream.key[0], high: stream.key[1] }
    }
}

/// `Activation` of activation.cuh.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Function {
    pub kind: u32,
    pub a: f32,
    pub b: f32,
}

impl From<&Activation> for Function {
    fn from(activation: &Activation) -> Function {
        let (kind, a, b) = match activation {
            Activation::Identity(_) => (0, 0.0, 0.0),
            Activation::Relu(_) => (1, 0.0, 0.0),
            Activation::LeakyRelu(activation::LeakyRelu { slope }) => (2, *slope, 0.0),
            Activation::Tanh(_) => (3, 0.0, 0.0),
            Activation::Sigmoid(_) => (4, 0.0, 0.0),
            Activation::Softplus(_) => (5, 0.0, 0.0),
            Activation::ThresholdLinear(activation::ThresholdLinear { threshold, gain }) => (6, *threshold, *gain),
        };
        Function { kind, a: a as f32, b: b as f32 }
    }
}
