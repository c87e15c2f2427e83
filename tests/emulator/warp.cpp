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

static std::uint64_t answer(const Meeting &meeting, unsigned lane, const Request &own) {
    const std::uint32_t mask = meeting.mask;
    const auto each = [&](auto f) {
        for (unsigned other = 0; other < 32; ++other)
            if (mask >> other & 1) f(other, meeting.values[other]);
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
            return mask >> other & 1 ? meeting.values[other] : UNDEFINED;
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
    const std::size_t rank = std::size_t(running_ - threads_.data());
    const unsigned lane = unsigned(rank % 32);
    Warp &warp = warps_[rank / 32];
    const std::uint32_t mask = request.mask & warp.present;
    const auto refuse = [&](const std::string &why) { give_up(719, place(request) + ": " + why); };
    if ((mask >> lane & 1) == 0) refuse("the mask of a warp operation does not name the caller");
    if (request.width == 0 || request.width > 32 || (request.width & (request.width - 1)) != 0)
        refuse("the width of a shuffle is not a power of two up to 32");
    if (const std::uint32_t gone = mask & warp.returned)
        refuse("a warp operation names lane " + std::to_string(__builtin_ctz(gone)) + ", which has returned");

    auto found = std::find_if(warp.open.begin(), warp.open.end(), [&](const Meeting &meeting) {
        return meeting.what == request.what && meeting.mask == mask;
    });
    if (found == warp.open.end()) {
        char *const next = &warp_places_[exchanges_++ % sizeof warp_places_];
        found = warp.open.insert(found, {request.what, mask, 0, next, {}});
    }
    Meeting &meeting = *found;
    char *const sanitizer_place = meeting.place;
    thread.request = request;
    meeting.arrived |= 1u << lane;
    meeting.values[lane] = request.value;
    release(sanitizer_place);
    if (meeting.arrived != mask) {
        leave(State::AtWarp);
    } else {
        for (unsigned other = 0; other < 32; ++other) {
            if ((mask >> other & 1) == 0) continue;
            Request &theirs = threads_[rank - lane + other].request;
            theirs.result = answer(meeting, other, theirs);
            states_[rank - lane + other] = State::Ready;
        }
        warp.open.erase(found);
    }
    acquire(sanitizer_place);
    return thread.request.result;
}

std::uint64_t warp_exchange(Together what, std::uint32_t mask, std::uint64_t value, unsigned argument, unsigned width,
                            const char *file, int line) {
    return seated->exchange({what, mask, value, 0, argument, width, file, line, nullptr});
}

} // namespace emulator
