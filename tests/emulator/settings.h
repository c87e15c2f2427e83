// What the environment may ask for, read at every use so that a test can set it. docs/testing.md lists it.
#pragma once
#include <cstddef>
#include <cstdint>

namespace emulator {

struct Order {
    enum { Up, Down, Drawn } kind;
    unsigned seed;
};
Order order();                 // ORDER=up|down|SEED: in which order the threads of a block, and blocks, get their turn
int device_count();            // DEVICES=n
int compute_capability();      // SM=80: 10 * major + minor
int most_shared_bytes();       // of a block that asks for more than the usual 48 KiB
int multiprocessors();         // SMS=n: how many blocks of a cooperative launch fit depends on it
std::size_t device_memory();   // MEMORY=bytes of each device
int driver_version();          // DRIVER=12.8: as cuDriverGetVersion says it, 12080
int newest_ptx();              // of that driver: 87 for PTX ISA 8.7
int init_result();             // INIT=n: the CUresult that cuInit gives
bool lazy_streams();           // STREAMS=lazy|eager: work runs when it must be done, or at once
int most_blocks_per_multiprocessor();
unsigned concurrent_blocks();  // BLOCKS=n: how many blocks of a launch run side by side
unsigned patience();           // PATIENCE=seconds a thread may run without a barrier before it counts as hung
bool profile();                // PROFILE=1: when the process ends, where the time went, kernel by kernel

} // namespace emulator
