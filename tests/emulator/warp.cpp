// What the lanes of a warp do together: the last of them to arrive answers for all.
#include "seat.h"

#include <algorithm>

namespace emulator {

// What a lane gets from one that its mask does not name: NaN as a float (either half) and as a double.
static const std::uint64_t UNDEFINED = 0x7ff8bad07fc0bad0;

// The lane that `lane` reads in a shuffle. Beyond its segment, up, down and xor keep the lane's own value.
static unsigned source(unsigned lane, const Request &request) {
    const unsigned width = request.width, start = lane & ~(width - 1), end = start + width;
    const unsigned wanted = request.what == Together::Shuffle       ? start + (request.argument & (width - 1))
                            : request.what == Together::ShuffleUp   ? lane - request.argument
                            : request.what == Together::ShuffleDown ? lane + request.argument
                                                                    : lane ^ request.argument;
    if (request.what == Together::ShuffleXor) return wanted < end ? wanted : lane; // lower segments may be read
    return wanted >= start && wanted < end ? wanted : lane;
}

static std::uint32_t reduce(Together what, std::uint32_t a, std::uint32_t b) {
    switch (what) {
        case Together::Add: return a + b;
        case Together::Min: return std::min(a, b);
        case Together::Max: return std::max(a, b);
        case Together::And: return a & b;
        case Together::Or: return a | b;
        default: return a ^ b;
    }
}

static std::uint64_t answer(const Thread *lanes, unsigned lane, std::uint32_t mask) {
    const Request &own = lanes[lane].request;
    const auto each = [&](auto f) {
        for (unsigned other = 0; other < 32; ++other)
            if (mask >> other & 1) f(other, lanes[other].request.value);
    };
    std::uint32_t found = 0;
    bool first = true;
    switch (own.what) {
        case Together::Sync: return 0;
        case Together::Shuffle:
        case Together::ShuffleUp:
        case Together::ShuffleDown:
        case Together::ShuffleXor: {
            const unsigned other = source(lane, own);
            return mask >> other & 1 ? lanes[other].request.value : UNDEFINED;
        }
        case Together::Ballot:
        case Together::All:
        case Together::Any:
            each([&](unsigned other, std::uint64_t value) { found |= std::uint32_t(value != 0) << other; });
            return own.what == Together::Ballot ? found : own.what == Together::All ? found == mask : found != 0;
        case Together::Match:
            each([&](unsigned other, std::uint64_t value) { found |= std::uint32_t(value == own.value) << other; });
            return found;
        default:
            each([&](unsigned, std::uint64_t value) {
                found = first ? std::uint32_t(value) : reduce(own.what, found, std::uint32_t(value));
                first = false;
            });
            return found;
    }
}

std::uint64_t Seat::exchange(const Request &request) {
    Thread &thread = *running_;
    const std::size_t rank = std::size_t(running_ - threads_.data()), start = rank & ~std::size_t(31);
    const unsigned lane = unsigned(rank - start), present = unsigned(std::min<std::size_t>(32, count() - start));
    const std::uint32_t mask = request.mask & (present == 32 ? ~0u : (1u << present) - 1);
    Thread *const lanes = &threads_[start];
    State *const states = &states_[start];
    const auto refuse = [&](const std::string &why) { give_up(719, place(request) + ": " + why); };
    if ((mask >> lane & 1) == 0) refuse("the mask of a warp operation does not name the caller");
    if (request.width == 0 || request.width > 32 || (request.width & (request.width - 1)) != 0)
        refuse("the width of a shuffle is not a power of two up to 32");
    thread.request = request;
    bool complete = true;
    for (unsigned other = 0; other < present; ++other) {
        if ((mask >> other & 1) == 0 || other == lane) continue;
        if (states[other] == State::Returned)
            refuse("a warp operation names lane " + std::to_string(other) + ", which has returned");
        const Request &theirs = lanes[other].request;
        if (states[other] == State::AtWarp && theirs.what == request.what && theirs.mask == request.mask)
            thread.request.place = theirs.place;
        else
            complete = false;
        if (!complete && thread.request.place != nullptr) break;
    }
    if (thread.request.place == nullptr) thread.request.place = &warp_places_[exchanges_++ % sizeof warp_places_];
    release(thread.request.place);
    if (!complete) {
        leave(State::AtWarp);
    } else {
        for (unsigned other = 0; other < present; ++other)
            if (mask >> other & 1) lanes[other].request.result = answer(lanes, other, mask);
        for (unsigned other = 0; other < present; ++other)
            if (mask >> other & 1) states[other] = State::Ready;
    }
    acquire(thread.request.place);
    return thread.request.result;
}

std::uint64_t warp_exchange(Together what, std::uint32_t mask, std::uint64_t value, unsigned argument, unsigned width,
                            const char *file, int line) {
    return seated->exchange({what, mask, value, 0, argument, width, file, line, nullptr});
}

} // namespace emulator
