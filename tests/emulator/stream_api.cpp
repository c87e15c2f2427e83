// Streams, events and graphs.
#include "driver.h"
#include "settings.h"

#include <chrono>

namespace emulator {

namespace {

// Handles 0, 1 and 2 all mean the null stream here: nobody needs one per thread.
std::shared_ptr<Stream> &null_stream() {
    static auto &one = *new std::shared_ptr<Stream>(std::make_shared<Stream>(Stream{true, {}, 0, nullptr}));
    return one;
}

std::vector<std::shared_ptr<Stream>> &streams() {
    static auto &all = *new std::vector<std::shared_ptr<Stream>>;
    return all;
}

using Clock = std::chrono::steady_clock;

struct Event {
    bool timing;
    std::shared_ptr<Stream> stream;    // where it was last recorded,
    std::uint64_t ticket = 0;          // after this much of its work
    std::shared_ptr<Capture> captured; // in this capture, if in any
    std::shared_ptr<Clock::time_point> time = std::make_shared<Clock::time_point>();
};

// Null stream and blocking streams wait for each other.
void join_null_stream(Stream &stream, bool is_null) {
    if (is_null) {
        for (const auto &other : streams())
            if (other->blocking) other->run_until(other->issued());
    } else if (stream.blocking) {
        null_stream()->run_until(null_stream()->issued());
    }
}

int wait_for(const std::shared_ptr<Stream> &stream) {
    if (stream->capture != nullptr) {
        stream->capture->invalid = true;
        return complain(STREAM_CAPTURE_UNSUPPORTED, "waiting for a stream that is being captured");
    }
    stream->run_until(stream->issued());
    return look_for_trespass();
}

} // namespace

bool is_null_stream(void *handle) { return reinterpret_cast<std::uintptr_t>(handle) <= 2; }

std::shared_ptr<Stream> find_stream(void *handle) {
    if (is_null_stream(handle)) return null_stream();
    for (const auto &stream : streams())
        if (stream.get() == handle) return stream;
    return nullptr;
}

void Stream::run_until(std::uint64_t ticket) {
    while (!queue.empty() && done < ticket) {
        const Work work = std::move(queue.front());
        queue.pop_front();
        ++done;
        // After a fault nothing runs any more, as on a GPU.
        if (context_fault() != SUCCESS) continue;
        if (const int failed = work()) ruin_context({failed, "work that was queued earlier failed"});
    }
}

void run_all_streams() {
    null_stream()->run_until(null_stream()->issued());
    for (const auto &stream : streams()) stream->run_until(stream->issued());
}

int submit(void *handle, Work work) {
    const auto stream = find_stream(handle);
    if (stream == nullptr) return INVALID_HANDLE;
    if (const int fault = context_fault()) return fault;
    if (stream->capture != nullptr) {
        stream->capture->work.push_back(std::move(work));
        return SUCCESS;
    }
    if (is_null_stream(handle)) {
        for (const auto &other : streams()) {
            if (other->capture == nullptr || !other->blocking) continue;
            other->capture->invalid = true;
            return complain(STREAM_CAPTURE_IMPLICIT, "work for the null stream while a blocking stream is captured");
        }
    }
    join_null_stream(*stream, is_null_stream(handle));
    stream->queue.push_back(std::move(work));
    if (!lazy_streams()) stream->run_until(stream->issued());
    return SUCCESS;
}

int refuse_in_capture(const char *what) {
    enum { GLOBAL, THREAD_LOCAL, RELAXED };
    for (const auto &stream : streams()) {
        const auto &capture = stream->capture;
        if (capture == nullptr || capture->mode == RELAXED) continue;
        if (capture->mode == THREAD_LOCAL && capture->thread != std::this_thread::get_id()) continue;
        capture->invalid = true;
        return complain(STREAM_CAPTURE_UNSUPPORTED, std::string(what) + " while a stream is captured");
    }
    return SUCCESS;
}

} // namespace emulator

using namespace emulator;

API cuStreamCreate(void **handle, unsigned flags) {
    LOCKED;
    if (current_device() < 0) return INVALID_CONTEXT;
    streams().push_back(std::make_shared<Stream>(Stream{(flags & 1) == 0, {}, 0, nullptr}));
    *handle = streams().back().get();
    return SUCCESS;
}
API cuStreamCreateWithPriority(void **handle, unsigned flags, int) { return cuStreamCreate(handle, flags); }
API cuStreamDestroy_v2(void *handle) {
    LOCKED;
    const auto stream = find_stream(handle);
    if (stream == nullptr || is_null_stream(handle)) return INVALID_HANDLE;
    stream->run_until(stream->issued());
    for (auto at = streams().begin(); at != streams().end(); ++at) {
        if (*at != stream) continue;
        streams().erase(at);
        break;
    }
    return SUCCESS;
}
API cuStreamSynchronize(void *handle) {
    LOCKED;
    const auto stream = find_stream(handle);
    if (stream == nullptr) return INVALID_HANDLE;
    join_null_stream(*stream, is_null_stream(handle));
    return wait_for(stream);
}
API cuStreamQuery(void *handle) { return cuStreamSynchronize(handle); }
API cuCtxSynchronize() {
    LOCKED;
    if (current_device() < 0) return INVALID_CONTEXT;
    if (const int refused = refuse_in_capture("cuCtxSynchronize")) return refused;
    run_all_streams();
    return wait_for(null_stream());
}
API cuLaunchHostFunc(void *handle, void (*function)(void *), void *argument) {
    LOCKED;
    return submit(handle, [=] {
        function(argument);
        return SUCCESS;
    });
}

// ---- events

API cuEventCreate(void **handle, unsigned flags) {
    LOCKED;
    auto *const event = new Event;
    event->timing = (flags & 2) == 0;
    *handle = event;
    return SUCCESS;
}
API cuEventDestroy_v2(void *handle) {
    LOCKED;
    delete static_cast<Event *>(handle);
    return SUCCESS;
}
API cuEventRecord(void *handle, void *stream_handle) {
    LOCKED;
    auto &event = *static_cast<Event *>(handle);
    const auto stream = find_stream(stream_handle);
    if (stream == nullptr) return INVALID_HANDLE;
    event.stream = stream;
    event.captured = stream->capture;
    const auto time = event.time;
    const int refused = submit(stream_handle, [=] {
        *time = Clock::now();
        return SUCCESS;
    });
    event.ticket = stream->issued();
    return refused;
}
API cuEventSynchronize(void *handle) {
    LOCKED;
    auto &event = *static_cast<Event *>(handle);
    if (event.captured != nullptr) return complain(CAPTURED_EVENT, "waiting for an event recorded during a capture");
    if (event.stream != nullptr) event.stream->run_until(event.ticket);
    return context_fault();
}
API cuEventQuery(void *handle) { return cuEventSynchronize(handle); }
API cuEventElapsedTime_v2(float *milliseconds, void *from, void *to) {
    LOCKED;
    auto &first = *static_cast<Event *>(from), &last = *static_cast<Event *>(to);
    if (first.stream == nullptr || last.stream == nullptr || !first.timing || !last.timing) return INVALID_HANDLE;
    for (const Event *event : {&first, &last})
        if (event->stream->done < event->ticket) return 600; // CUDA_ERROR_NOT_READY
    *milliseconds = std::chrono::duration<float, std::milli>(*last.time - *first.time).count();
    return SUCCESS;
}
API cuEventElapsedTime(float *milliseconds, void *from, void *to) {
    return cuEventElapsedTime_v2(milliseconds, from, to);
}
API cuStreamWaitEvent(void *handle, void *event_handle, unsigned) {
    LOCKED;
    const auto &event = *static_cast<Event *>(event_handle);
    const auto stream = find_stream(handle);
    if (stream == nullptr) return INVALID_HANDLE;
    if (event.stream == nullptr) return SUCCESS;
    if (event.captured != nullptr) {
        if (stream->capture == nullptr) stream->capture = event.captured; // forks the capture
        if (stream->capture != event.captured) return STREAM_CAPTURE_ISOLATION;
        return SUCCESS; // captured work keeps the order in which it was issued
    }
    if (stream->capture != nullptr) {
        stream->capture->invalid = true;
        return complain(STREAM_CAPTURE_ISOLATION, "a captured stream waits for an event recorded outside the capture");
    }
    const auto other = event.stream;
    const std::uint64_t ticket = event.ticket;
    return submit(handle, [=] {
        other->run_until(ticket);
        return SUCCESS;
    });
}

// ---- graphs: the captured work, in the order in which it was issued

namespace {
using Graph = std::vector<Work>;
}

API cuStreamBeginCapture_v2(void *handle, int mode) {
    LOCKED;
    if (is_null_stream(handle)) return complain(STREAM_CAPTURE_UNSUPPORTED, "the null stream cannot be captured");
    const auto stream = find_stream(handle);
    if (stream == nullptr) return INVALID_HANDLE;
    if (stream->capture != nullptr) return complain(INVALID_VALUE, "the stream is being captured already");
    stream->capture = std::make_shared<Capture>();
    stream->capture->thread = std::this_thread::get_id();
    stream->capture->mode = mode;
    return SUCCESS;
}
API cuStreamEndCapture(void *handle, void **graph) {
    LOCKED;
    *graph = nullptr;
    const auto stream = find_stream(handle);
    if (stream == nullptr) return INVALID_HANDLE;
    const auto capture = stream->capture;
    if (capture == nullptr) return complain(INVALID_VALUE, "the stream is not being captured");
    if (capture->mode != 2 && capture->thread != std::this_thread::get_id()) return STREAM_CAPTURE_WRONG_THREAD;
    for (const auto &other : streams())
        if (other->capture == capture) other->capture = nullptr;
    if (capture->invalid) return STREAM_CAPTURE_INVALIDATED;
    *graph = new Graph(std::move(capture->work));
    return SUCCESS;
}
API cuStreamIsCapturing(void *handle, int *status) {
    LOCKED;
    const auto stream = find_stream(handle);
    if (stream == nullptr) return INVALID_HANDLE;
    *status = stream->capture == nullptr ? 0 : stream->capture->invalid ? 2 : 1;
    return SUCCESS;
}
API cuGraphInstantiateWithFlags(void **executable, void *graph, unsigned long long) {
    LOCKED;
    if (graph == nullptr) return INVALID_VALUE;
    *executable = new Graph(*static_cast<Graph *>(graph));
    return SUCCESS;
}
API cuGraphUpload(void *, void *) { return SUCCESS; }
API cuGraphLaunch(void *executable, void *stream) {
    LOCKED;
    for (const Work &work : *static_cast<Graph *>(executable))
        if (const int refused = submit(stream, work)) return refused;
    return context_fault();
}
API cuGraphGetNodes(void *graph, void **nodes, std::size_t *count) {
    LOCKED;
    if (nodes != nullptr) return complain(INVALID_VALUE, "cuGraphGetNodes only counts");
    *count = static_cast<Graph *>(graph)->size();
    return SUCCESS;
}
API cuGraphDestroy(void *graph) {
    LOCKED;
    delete static_cast<Graph *>(graph);
    return SUCCESS;
}
API cuGraphExecDestroy(void *executable) {
    LOCKED;
    delete static_cast<Graph *>(executable);
    return SUCCESS;
}
