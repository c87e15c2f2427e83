// A seat: where one block at a time runs, with a host thread, the stacks and the shared memory for it.
#pragma once
#include "fibers.h"
#include "launch.h"
#include "settings.h"
#include "shared.h"
#include <atomic>
#include <pthread.h>
#include <random>
#include <vector>

namespace emulator {

// What a thread waits for at a barrier or within its warp.
struct Request {
    Together what;
    std::uint32_t mask;
    std::uint64_t value, result;
    unsigned argument, width;
    const char *file;
    int line;
    char *place; // what stands for this meeting when a sanitizer is told of it
};

std::string place(const Request &request); // as `file.cu:12`

enum class State : std::uint8_t { Ready, Yielded, AtBarrier, AtWarp, Returned };

// Lanes of a warp that do the same under the same mask, while some are still to come.
struct Meeting {
    Together what;
    std::uint32_t mask, arrived;
    char *place;
    std::uint64_t values[32];
};

struct Warp {
    std::uint32_t present, returned; // lanes
    std::vector<Meeting> open;
};

struct Thread {
    Here here;
    Request request;
    Fiber fiber;
};

// The launch that is running, as its seats see it.
struct Grid {
    const Kernel &kernel;
    const Shape &shape;
    const void *parameters;
    Order order;
    std::size_t seats;                 // blocks side by side
    std::vector<std::uint64_t> blocks; // in the order in which they run
    std::size_t next = 0;              // the first of them that has not begun
    Fault fault;
};

class Seat {
  public:
    enum Advance { Waits, Moved, Finished };

    Seat() = default;
    Seat(const Seat &) = delete;
    ~Seat();

    // On the seat's own host thread: runs its block, or the next one, until it is done or can only wait for others.
    Advance advance(Grid &grid);

    // Called by the running thread.
    void leave(State state);
    int barrier(Together vote, int predicate, const char *file, int line);
    std::uint64_t exchange(const Request &request);
    [[noreturn]] void give_up(int code, const std::string &why);
    // Of an address that the running thread must not touch: what lies there, if this seat knows.
    std::string describe(const void *address) const;
    bool runs_on_calling_thread() const { return running_ != nullptr && pthread_equal(host_thread_, pthread_self()); }

  private:
    void begin_block(std::uint64_t block);
    bool pass();
    bool can_run() const;
    std::size_t count() const { return order_.size(); }
    void release_barrier();
    void report_deadlock();
    void reserve(const Shape &shape);
    static void enter();
    std::string name(const Thread &thread) const;

    Grid *grid_ = nullptr;
    pthread_t host_thread_{};
    SharedArrays shared_;
    std::vector<Thread> threads_;
    std::vector<State> states_; // of the threads; apart from them, since every pass reads all
    std::vector<Warp> warps_;
    std::vector<unsigned> order_;
    std::mt19937 random_;
    Fiber host_;
    Thread *running_ = nullptr;
    bool busy_ = false;
    char *stacks_ = nullptr, *dynamic_ = nullptr;
    std::size_t stack_count_ = 0, dynamic_bytes_ = 0;
    std::size_t at_barrier_ = 0, returned_ = 0;
    // Stand for the barriers, for the exchanges within warps, and for the seat's change of hands, when a sanitizer is
    // told of them. Taken in turn: who leaves a barrier must not pick up what others do before the next one, and who
    // begins a block must not pick up what its other threads have done.
    char barrier_places_[2], warp_places_[256], block_places_[2];
    unsigned barriers_ = 0, exchanges_ = 0, blocks_ = 0;
};

extern Seat *seated; // the seat whose turn it is
extern std::atomic<unsigned long> turns; // counted, so that a thread that never gives its turn back is noticed

} // namespace emulator
