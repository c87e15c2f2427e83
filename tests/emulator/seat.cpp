#include "seat.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <sys/mman.h>

namespace emulator {

Here *here;
Seat *seated;
std::atomic<unsigned long> turns;

static const std::size_t GUARD = 4096;
static const std::size_t STACK = (128 << 10) + GUARD;
enum { ILLEGAL_INSTRUCTION_OR_ASSERT = 710, LAUNCH_FAILED = 719 };

Seat::~Seat() {
    if (stacks_ != nullptr) munmap(stacks_, stack_count_ * STACK);
    if (dynamic_ != nullptr) munmap(dynamic_, dynamic_bytes_ + GUARD);
}

static char *map_or_abort(std::size_t bytes) {
    void *place = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (place == MAP_FAILED) std::abort();
    return static_cast<char *>(place);
}

// Stacks end below against guard pages, and dynamic shared memory above.
void Seat::reserve(const Shape &shape) {
    const std::size_t threads = shape.threads();
    if (stack_count_ < threads) {
        if (stacks_ != nullptr) munmap(stacks_, stack_count_ * STACK);
        stacks_ = map_or_abort(threads * STACK);
        stack_count_ = threads;
        for (std::size_t i = 0; i < threads; ++i) mprotect(stacks_ + i * STACK, GUARD, PROT_NONE);
    }
    if (threads_.size() < threads) threads_.resize(threads);
    for (std::size_t i = 0; i < threads; ++i) {
        threads_[i].fiber.stack = stacks_ + i * STACK + GUARD;
        threads_[i].fiber.stack_bytes = STACK - GUARD;
    }
    const std::size_t bytes = (shape.dynamic_bytes + GUARD - 1) / GUARD * GUARD;
    if (dynamic_bytes_ < bytes || dynamic_ == nullptr) {
        if (dynamic_ != nullptr) munmap(dynamic_, dynamic_bytes_ + GUARD);
        dynamic_ = map_or_abort(bytes + GUARD);
        dynamic_bytes_ = bytes;
        mprotect(dynamic_ + bytes, GUARD, PROT_NONE);
    }
}

void Seat::begin_block(std::uint64_t block) {
    const Shape &shape = grid_->shape;
    const std::size_t count = shape.threads();
    reserve(shape);
    at_barrier_ = returned_ = 0;
    busy_ = true;
    ++blocks_;
    // All ones are NaN, in any format: what is read before it is written shows.
    const std::size_t dynamic = (shape.dynamic_bytes + 15) & ~std::size_t(15);
    char *const dynamic_start = dynamic_ + dynamic_bytes_ - dynamic;
    std::memset(dynamic_start, 0xff, dynamic);
    if (shared_.bytes != 0) std::memset(shared_.start, 0xff, shared_.bytes);
    const dim3 grid = shape.grid, size = shape.block;
    const uint3 index = {unsigned(block % grid.x), unsigned(block / grid.x % grid.y),
                         unsigned(block / grid.x / grid.y)};
    for (std::size_t i = 0; i < count; ++i) {
        Thread &thread = threads_[i];
        thread.here = {{unsigned(i % size.x), unsigned(i / size.x % size.y), unsigned(i / size.x / size.y)},
                       index, size, grid, dynamic_start};
        prepare(thread.fiber, i % 53 * 64, enter);
    }
    states_.assign(count, State::Ready);
    warps_.resize((count + 31) / 32);
    for (std::size_t i = 0; i < warps_.size(); ++i) {
        const std::size_t lanes = std::min<std::size_t>(32, count - 32 * i);
        warps_[i].present = lanes == 32 ? ~0u : (1u << lanes) - 1;
        warps_[i].returned = 0;
        warps_[i].open.clear();
    }
    order_.resize(count);
    std::iota(order_.begin(), order_.end(), 0u);
    if (grid_->order.kind == Order::Down) std::reverse(order_.begin(), order_.end());
    if (grid_->order.kind == Order::Drawn) random_.seed(grid_->order.seed + unsigned(block));
}

// The first function on every stack.
void Seat::enter() {
    fiber_began();
    Seat &seat = *seated;
    acquire(const_cast<void *>(seat.grid_->parameters)); // what came before the launch
    acquire(&seat.block_places_[(seat.blocks_ - 1) % 2]); // the block that had this seat, and its shared arrays, before
    seat.grid_->kernel.call(seat.grid_->parameters);
    release(&seat.block_places_[seat.blocks_ % 2]);
    release(&seat.grid_->fault); // for what comes after the launch
    ++seat.returned_;
    const std::size_t rank = std::size_t(seat.running_ - seat.threads_.data());
    seat.warps_[rank / 32].returned |= 1u << rank % 32;
    seat.leave(State::Returned);
    std::abort();
}

void Seat::leave(State state) {
    states_[std::size_t(running_ - threads_.data())] = state;
    switch_fiber(running_->fiber, host_, state == State::Returned);
}

// Gives every thread that can run one turn. True if one did more than yield.
bool Seat::pass() {
    bool moved = false;
    if (grid_->order.kind == Order::Drawn) std::shuffle(order_.begin(), order_.end(), random_);
    for (const unsigned i : order_) {
        if (states_[i] > State::Yielded) continue;
        Thread &thread = threads_[i];
        turns.store(turns.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed); // `++` would be locked
        running_ = &thread;
        here = &thread.here;
        switch_fiber(host_, thread.fiber, false);
        if (grid_->fault.code != 0) return true;
        moved |= states_[i] != State::Yielded;
    }
    running_ = nullptr;
    return moved;
}

bool Seat::can_run() const {
    return std::any_of(states_.begin(), states_.end(), [](State state) { return state <= State::Yielded; });
}

Seat::Advance Seat::advance(Grid &grid) {
    grid_ = &grid;
    if (host_.stack == nullptr) {
        adopt_host_thread(host_);
        host_thread_ = pthread_self();
        shared_ = find_shared_arrays();
    }
    bool ever_moved = false;
    for (;;) {
        if (!busy_) {
            if (grid.next == grid.blocks.size()) return Finished;
            begin_block(grid.blocks[grid.next++]);
        }
        const bool moved = pass();
        ever_moved |= moved;
        if (grid.fault.code != 0) break;
        if (returned_ == count()) {
            busy_ = false;
            if (grid.seats > 1) return Moved;
        } else if (can_run()) {
            if (!moved) return ever_moved ? Moved : Waits; // all that can run polls: another block's turn
        } else if (at_barrier_ != count()) {
            report_deadlock();
            break;
        } else {
            release_barrier();
            if (grid.fault.code != 0) break;
            if (grid.order.kind == Order::Drawn && grid.seats > 1) return Moved; // blocks side by side mingle
        }
    }
    busy_ = false;
    running_ = nullptr;
    threads_.clear(); // their fibers stand in the middle of the kernel
    return Finished;
}

std::string Seat::name(const Thread &thread) const {
    char text[160];
    const uint3 &b = thread.here.block, &t = thread.here.thread;
    std::snprintf(text, sizeof text, "kernel %s, block (%u, %u, %u), thread (%u, %u, %u)", grid_->kernel.name, b.x,
                  b.y, b.z, t.x, t.y, t.z);
    return text;
}

std::string Seat::describe(const void *address) const {
    const char *const at = static_cast<const char *>(address);
    const char *const stack = running_->fiber.stack;
    if (at >= stack - GUARD && at < stack) return "its stack of " + std::to_string(STACK - GUARD) + " bytes is used up";
    const char *const end = dynamic_ + dynamic_bytes_;
    if (at >= end && at < end + GUARD)
        return std::to_string(at - end) + " bytes past the end of dynamic shared memory, which has " +
               std::to_string(grid_->shape.dynamic_bytes) + " bytes";
    return "";
}

void Seat::give_up(int code, const std::string &why) {
    grid_->fault = {code, name(*running_) + ": " + why};
    leave(State::Returned);
    std::abort();
}

std::string place(const Request &request) {
    const char *slash = std::strrchr(request.file, '/');
    return std::string(slash != nullptr ? slash + 1 : request.file) + ":" + std::to_string(request.line);
}

void Seat::release_barrier() {
    const std::size_t count = this->count();
    const Request &first = threads_[0].request;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const Request &request = threads_[i].request;
        if (request.line != first.line || std::strcmp(request.file, first.file) != 0) {
            grid_->fault = {LAUNCH_FAILED, name(threads_[i]) + ": waits at the barrier in " + place(request) +
                                               " while others wait at the one in " + place(first)};
            return;
        }
        sum += request.value;
    }
    for (std::size_t i = 0; i < count; ++i) {
        Request &request = threads_[i].request;
        request.result = request.what == Together::And  ? sum == count
                         : request.what == Together::Or ? sum != 0
                                                        : sum;
    }
    states_.assign(count, State::Ready);
    at_barrier_ = 0;
    ++barriers_;
}

void Seat::report_deadlock() {
    const std::size_t count = this->count();
    std::size_t at_warp = 0;
    const Thread *one = nullptr;
    for (std::size_t i = 0; i < count; ++i) {
        const Thread &thread = threads_[i];
        if (states_[i] == State::AtWarp) ++at_warp;
        if (states_[i] != State::Returned && (one == nullptr || states_[i] == State::AtWarp)) one = &thread;
    }
    grid_->fault = {LAUNCH_FAILED, name(*one) + ": deadlock at " + place(one->request) + ": of " +
                                       std::to_string(count) + " threads, " + std::to_string(at_barrier_) +
                                       " wait at a barrier, " + std::to_string(at_warp) +
                                       " for others of their warp, and " + std::to_string(returned_) +
                                       " have returned"};
}

int Seat::barrier(Together vote, int predicate, const char *file, int line) {
    Thread &thread = *running_;
    thread.request = {vote, 0, std::uint64_t(predicate), 0, 0, 0, file, line, &barrier_places_[barriers_ % 2]};
    ++at_barrier_;
    release(thread.request.place);
    leave(State::AtBarrier);
    acquire(thread.request.place);
    return int(thread.request.result);
}

int block_barrier(Together vote, int predicate, const char *file, int line) {
    return seated->barrier(vote, predicate, file, line);
}

void yield() { seated->leave(State::Yielded); }

void trap(const char *what, const char *file, int line) {
    Request here{};
    here.file = file;
    here.line = line;
    seated->give_up(ILLEGAL_INSTRUCTION_OR_ASSERT, std::string(what) + " at " + place(here));
}

} // namespace emulator
