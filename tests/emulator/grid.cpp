// One launch: its blocks on seats, the seats' host threads taking turns.
//
// A launch has as many seats as blocks run side by side: all of them in a cooperative launch, else one, or some for
// ThreadSanitizer, which only sees races between blocks that do. Only one host thread runs at any moment, so that a
// run can be repeated exactly; each has its own copy of the shared arrays.
#include "seat.h"
#include "settings.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <thread>

namespace emulator {

void watch_for_illegal_addresses(); // faults.cpp

static std::map<std::string, Kernel> &kernels() {
    static std::map<std::string, Kernel> all;
    return all;
}

bool add_kernel(Kernel kernel) {
    if (!kernels().emplace(kernel.name, kernel).second) {
        std::fprintf(stderr, "emulated CUDA: two kernels are called %s\n", kernel.name);
        std::abort();
    }
    return true;
}

const Kernel *find_kernel(const std::string &name) {
    const auto found = kernels().find(name);
    return found == kernels().end() ? nullptr : &found->second;
}

namespace {

// Rounds in which every block only polls, after which none is taken to be waiting for anything that can come.
const unsigned HOPELESS_ROUNDS = 10000;

// The host threads and whose turn it is. They live as long as the process.
struct House {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::unique_ptr<Seat>> seats;
    int turn = -1; // a seat, or -1: the host's
    Grid *grid = nullptr;
    Seat::Advance answer = Seat::Finished;
};

House &house() {
    static House &one = *new House; // never torn down: its threads wait in it when the process ends
    return one;
}

void live_in(int number) {
    House &home = house();
    watch_for_illegal_addresses();
    std::unique_lock<std::mutex> lock(home.mutex);
    for (;;) {
        home.changed.wait(lock, [&] { return home.turn == number; });
        seated = home.seats[std::size_t(number)].get();
        home.answer = seated->advance(*home.grid);
        home.turn = -1;
        home.changed.notify_all();
    }
}

[[noreturn]] void hung(const Grid &grid) {
    std::fprintf(stderr, "emulated CUDA: kernel %s: a thread has run for %u s without reaching a barrier or the end. "
                         "Polling loops must call __nanosleep\n", grid.kernel.name, patience());
    std::_Exit(124);
}

Seat::Advance give_turn(int number) {
    House &home = house();
    std::unique_lock<std::mutex> lock(home.mutex);
    while (home.seats.size() <= std::size_t(number)) {
        home.seats.push_back(std::make_unique<Seat>());
        std::thread(live_in, int(home.seats.size()) - 1).detach();
    }
    home.turn = number;
    home.changed.notify_all();
    unsigned long seen = turns;
    while (!home.changed.wait_for(lock, std::chrono::seconds(patience()), [&] { return home.turn == -1; })) {
        if (turns == seen) hung(*home.grid);
        seen = turns;
    }
    return home.answer;
}

// Every seat in turn, until all have nothing more to do or one has found a fault.
void run_seats(Grid &grid, std::mt19937 &random) {
    std::vector<int> going(grid.seats);
    std::iota(going.begin(), going.end(), 0);
    unsigned hopeless = 0;
    while (!going.empty()) {
        if (grid.order.kind == Order::Drawn) std::shuffle(going.begin(), going.end(), random);
        bool moved = false;
        for (std::size_t i = 0; i < going.size();) {
            const Seat::Advance advance = give_turn(going[i]);
            moved |= advance != Seat::Waits;
            if (advance == Seat::Finished) going.erase(going.begin() + long(i));
            else ++i;
        }
        hopeless = moved ? 0 : hopeless + 1;
        if (hopeless == HOPELESS_ROUNDS)
            grid.fault = {719, std::string("kernel ") + grid.kernel.name + ": livelock: " +
                                   std::to_string(going.size()) + " blocks poll for what none of them does" +
                                   (grid.shape.cooperative ? "" : ". Blocks can wait for each other in a cooperative "
                                                                  "launch only")};
    }
}

struct Spent {
    std::chrono::duration<double> time{};
    unsigned long launches = 0, turns = 0;
};

// Kept until the process ends, and told then.
struct Profile {
    std::map<std::string, Spent> kernels;
    ~Profile() {
        for (const auto &[name, spent] : kernels)
            std::fprintf(stderr, "emulated CUDA: %9.3f s, %7lu launches, %10lu turns of threads: %s\n",
                         spent.time.count(), spent.launches, spent.turns, name.c_str());
    }
};

} // namespace

Fault run(const Kernel &kernel, const Shape &shape, const void *parameters) {
    const std::uint64_t side_by_side = shape.cooperative ? shape.blocks() : concurrent_blocks();
    Grid grid{kernel, shape, parameters, order(), std::min(side_by_side, shape.blocks()), {}, 0, {}};
    std::mt19937 random(grid.order.seed);
    grid.blocks.resize(shape.blocks());
    std::iota(grid.blocks.begin(), grid.blocks.end(), std::uint64_t(0));
    if (grid.order.kind == Order::Down) std::reverse(grid.blocks.begin(), grid.blocks.end());
    if (grid.order.kind == Order::Drawn) std::shuffle(grid.blocks.begin(), grid.blocks.end(), random);
    house().grid = &grid;
    // One launch ends before the next begins, whichever host thread asks for it.
    static char launches;
    acquire(&launches);
    release(const_cast<void *>(parameters));
    const auto began = std::chrono::steady_clock::now();
    const unsigned long turns_before = turns;
    run_seats(grid, random);
    if (profile()) {
        static Profile spent;
        Spent &own = spent.kernels[kernel.name];
        own.time += std::chrono::steady_clock::now() - began;
        own.launches += 1;
        own.turns += turns - turns_before;
    }
    acquire(&grid.fault);
    release(&launches);
    return grid.fault;
}

} // namespace emulator
