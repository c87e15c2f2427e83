// What the files of the driver's API share: results, the one lock, streams.
#pragma once
#include "launch.h"
#include "memory.h"
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#define API extern "C" __attribute__((visibility("default"))) int

namespace emulator {

// CUresult, as far as it is used here. result_names.cpp has their names.
enum Result {
    SUCCESS = 0,
    INVALID_VALUE = 1,
    OUT_OF_MEMORY = 2,
    NOT_INITIALIZED = 3,
    NO_DEVICE = 100,
    INVALID_DEVICE = 101,
    INVALID_IMAGE = 200,
    INVALID_CONTEXT = 201,
    NO_BINARY_FOR_GPU = 209,
    INVALID_PTX = 218,
    UNSUPPORTED_PTX_VERSION = 222,
    FILE_NOT_FOUND = 301,
    INVALID_HANDLE = 400,
    NOT_FOUND = 500,
    COOPERATIVE_LAUNCH_TOO_LARGE = 720,
    ILLEGAL_ADDRESS = 700,
    STREAM_CAPTURE_UNSUPPORTED = 900,
    STREAM_CAPTURE_INVALIDATED = 901,
    STREAM_CAPTURE_WRONG_THREAD = 908,
    STREAM_CAPTURE_IMPLICIT = 906,
    STREAM_CAPTURE_ISOLATION = 905,
    CAPTURED_EVENT = 907,
};

// Every entry point holds it. Recursive, since some call others.
std::recursive_mutex &driver_lock();
#define LOCKED const std::lock_guard<std::recursive_mutex> locked(emulator::driver_lock())

// Says on standard error what a real driver keeps to itself, and gives `code` back.
int complain(int code, const std::string &what);

// The device whose context is current on the calling thread; -1 if none is.
int current_device();

// A kernel's fault ruins the context: every later call answers with it.
int context_fault();
void ruin_context(const Fault &fault);
void forget_context_fault();
// Looks for writes beside allocations, and ruins the context if there are any. Gives the context's fault.
int look_for_trespass();

using Work = std::function<int()>; // gives a CUresult

struct Capture {
    std::vector<Work> work;
    std::thread::id thread;
    int mode;
    bool invalid = false;
};

// Work runs when something waits for it, or at the latest possible moment: a program that forgets to wait then sees
// old data, as it might on a GPU. TRIFACTOR_EMULATOR_STREAMS=eager runs it at once.
struct Stream {
    bool blocking;                     // waits for the null stream, and is waited for by it
    std::deque<Work> queue;
    std::uint64_t done = 0;            // works that have run; the one at the front of the queue is number `done`
    std::shared_ptr<Capture> capture;

    std::uint64_t issued() const { return done + queue.size(); }
    void run_until(std::uint64_t ticket);
};

// Null if there is no such stream.
std::shared_ptr<Stream> find_stream(void *handle);
bool is_null_stream(void *handle);
// Runs, queues or captures.
int submit(void *stream, Work work);
void run_all_streams();
// For calls that a stream being captured forbids: allocation, synchronisation with the whole device.
int refuse_in_capture(const char *what);

} // namespace emulator
