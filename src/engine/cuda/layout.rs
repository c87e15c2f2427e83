//! What kernels take: the same structs as in `kernels/*.cuh`.

use crate::neuron::activation::{self, Activation};
use crate::plan::op;

/// A device address. Null for what is not there.
pub type Address = u64;

/// May be given to a kernel as it lies in memory: plain numbers, addresses, and structs of them. Made by [`args`].
///
/// # Safety
/// Laid out as in C, and of any bits.
pub unsafe trait Args: Copy {}

macro_rules! plain {
    ($($plain:ty),*) => {$(
        // SAFETY: a number.
        unsafe impl Args for $plain {}
    )*};
}
plain!(u32, u64, i64, f32, f64);

// SAFETY: elements follow each other as in C.
unsafe impl<T: Args, const N: usize> Args for [T; N] {}

/// Structs that kernels take, of the same names and fields there.
macro_rules! args {
    ($($(#[$about:meta])* $seen:vis struct $name:ident { $($(#[$what:meta])* $open:vis $field:ident: $of:ty),* $(,)? })*) => {$(
        $(#[$about])*
        #[repr(C)]
        #[derive(Clone, Copy)]
        $seen struct $name { $($(#[$what])* $open $field: $of),* }

        // SAFETY: laid out as in C, and each of its fields may be given to a kernel, or this does not compile.
        unsafe impl $crate::engine::cuda::layout::Args for $name {}
        const _: () = {
            const fn may_be_given<T: $crate::engine::cuda::layout::Args>() {}
            $(may_be_given::<$of>();)*
        };
    )*};
}
pub(super) use args;

args! {
    /// `Clock` of kernel.cuh.
    #[derive(Debug, Default)]
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
}

args! {
    /// `Now` of kernel.cuh.
    #[derive(Debug)]
    pub struct Now {
        pub clock: Address,
        pub steps: u32,
        pub replicas: u32,
    }
}

args! {
    /// `View` of kernel.cuh.
    #[derive(Debug, Default)]
    pub struct View {
        pub data: Address,
        pub first: u32,
        pub rows: u32,
        pub cols: u32,
        pub slot_rows: u32,
        pub slots: u32,
        pub delay: u32,
    }
}

args! {
    /// `Turn` of kernel.cuh.
    #[derive(Debug)]
    pub struct Turn {
        pub place: u64,
        pub of: u64,
    }
}

impl From<op::Turn> for Turn {
    fn from(turn: op::Turn) -> Turn {
        Turn { place: turn.place, of: turn.of }
    }
}

args! {
    /// `Stream` of philox.cuh.
    #[derive(Debug, Default)]
    pub struct Stream {
        pub low: u32,
        pub high: u32,
    }
}

impl From<crate::rng::Stream> for Stream {
    fn from(stream: crate::rng::Stream) -> Stream {
        Stream { low: stream.key[0], high: stream.key[1] }
    }
}

args! {
    /// `Activation` of activation.cuh.
    #[derive(Debug)]
    pub struct Function {
        pub kind: u32,
        pub a: f32,
        pub b: f32,
    }
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
