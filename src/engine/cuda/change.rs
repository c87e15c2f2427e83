//! How weights follow from their gradient, on the device.
