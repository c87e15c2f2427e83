// cuBLAS, as far as the engine calls it. `libcublas.so.13` is an empty library that needs this one, in which its entry
// points are found: so they share the driver's streams, captures and memory, and a machine without it lacks only a file.
//
// Matrices are stored by columns. What a BLAS leaves undefined is refused here.
#include "driver.h"

#include <algorithm>
#include <cmath>

using namespace emulator;

namespace {

// cublasStatus_t
enum Status { BLAS_SUCCESS = 0, BLAS_NOT_INITIALIZED = 1, BLAS_ALLOC_FAILED = 3, BLAS_INVALID_VALUE = 7, BLAS_EXECUTION_FAILED = 13 };

enum Operation { AS_IT_STANDS, TRANSPOSED };

struct Handle {
    void *stream = nullptr;
    Address workspace = 0; // 0: its own
    std::size_t workspace_bytes = 0;
};

std::vector<std::unique_ptr<Handle>> &handles() {
    static auto &all = *new std::vector<std::unique_ptr<Handle>>;
    return all;
}

Handle *find_handle(void *wanted) {
    for (const auto &handle : handles())
        if (handle.get() == wanted) return handle.get();
    complain(INVALID_HANDLE, "cuBLAS: a handle that it did not give");
    return nullptr;
}

int refuse(const std::string &what) {
    complain(INVALID_VALUE, "cuBLAS: " + what);
    return BLAS_INVALID_VALUE;
}

// A matrix as it lies: `rows` × `columns`, columns `leading` elements apart.
struct Stored {
    const char *name;
    Address start;
    long long rows, columns, leading;
    std::size_t bytes() const {
        return rows == 0 || columns == 0 ? 0 : std::size_t((columns - 1) * leading + rows) * sizeof(float);
    }
    Address end() const { return start + bytes(); }
    bool meets(const Stored &other) const { return start < other.end() && other.start < end(); }
    float *data() const { return reinterpret_cast<float *>(start); }
};

int check_shape(const Stored &matrix) {
    if (matrix.leading < std::max(1LL, matrix.rows))
        return refuse(std::string("leading dimension ") + std::to_string(matrix.leading) + " of " + matrix.name +
                      ", whose columns have " + std::to_string(matrix.rows) + " elements");
    if (matrix.start == 0 && matrix.bytes() > 0) return refuse(std::string(matrix.name) + " is a null pointer");
    if (matrix.start % sizeof(float) != 0) return refuse(std::string(matrix.name) + " is not aligned");
    return BLAS_SUCCESS;
}

struct Gemm {
    long long m, n, k;
    int turn_a, turn_b;
    float alpha, beta;
    Stored a, b, c;
    Address workspace;
    std::size_t workspace_bytes;

    int run() const {
        for (const Stored *matrix : {&a, &b, &c}) {
            if (matrix->bytes() == 0 || on_device(matrix->start, matrix->bytes())) continue;
            ruin_context({ILLEGAL_ADDRESS, std::string("cublasSgemm: ") + matrix->name + " leaves its allocation"});
            return SUCCESS;
        }
        // Whatever lay there is gone.
        float *const space = reinterpret_cast<float *>(workspace);
        std::fill_n(space, std::min<std::size_t>(workspace_bytes / sizeof(float), 1024), NAN);
        const long long a_row = turn_a ? a.leading : 1, a_step = turn_a ? 1 : a.leading;
        const long long b_column = turn_b ? 1 : b.leading, b_step = turn_b ? b.leading : 1;
        for (long long j = 0; j < n; ++j) {
            for (long long i = 0; i < m; ++i) {
                float sum = 0.0f;
                for (long long l = 0; l < k; ++l)
                    sum = std::fma(a.data()[i * a_row + l * a_step], b.data()[j * b_column + l * b_step], sum);
                float &x = c.data()[j * c.leading + i];
                x = beta == 0.0f ? alpha * sum : alpha * sum + beta * x; // without β the old value is not read
            }
        }
        return SUCCESS;
    }
};

} // namespace

API cublasCreate_v2(void **handle) {
    LOCKED;
    if (current_device() < 0) return BLAS_NOT_INITIALIZED;
    if (context_fault() != SUCCESS || refuse_in_capture("cublasCreate") != SUCCESS) return BLAS_ALLOC_FAILED;
    handles().push_back(std::make_unique<Handle>());
    *handle = handles().back().get();
    return BLAS_SUCCESS;
}
API cublasDestroy_v2(void *handle) {
    LOCKED;
    if (find_handle(handle) == nullptr) return BLAS_NOT_INITIALIZED;
    if (refuse_in_capture("cublasDestroy") != SUCCESS) return BLAS_EXECUTION_FAILED;
    run_all_streams();
    auto &all = handles();
    all.erase(std::find_if(all.begin(), all.end(), [&](const auto &one) { return one.get() == handle; }));
    return BLAS_SUCCESS;
}
// libraryPropertyType
API cublasGetProperty(int which, int *value) {
    if (which < 0 || which > 2 || value == nullptr) return BLAS_INVALID_VALUE;
    *value = which == 0 ? 13 : 0;
    return BLAS_SUCCESS;
}
API cublasSetStream_v2(void *handle, void *stream) {
    LOCKED;
    Handle *const found = find_handle(handle);
    if (found == nullptr) return BLAS_NOT_INITIALIZED;
    if (find_stream(stream) == nullptr) return refuse("a stream that the driver did not give");
    *found = {stream, 0, 0}; // a new stream takes the workspace away
    return BLAS_SUCCESS;
}
API cublasSetWorkspace_v2(void *handle, void *start, std::size_t bytes) {
    LOCKED;
    Handle *const found = find_handle(handle);
    if (found == nullptr) return BLAS_NOT_INITIALIZED;
    const auto address = reinterpret_cast<Address>(start);
    if (address % 256 != 0) return refuse("a workspace that is not aligned to 256 bytes");
    if (!on_device(address, bytes)) return refuse("a workspace that is not device memory");
    found->workspace = address;
    found->workspace_bytes = bytes;
    return BLAS_SUCCESS;
}
API cublasSgemm_v2(void *handle, int turn_a, int turn_b, int m, int n, int k, const float *alpha, const float *a, int lda,
                   const float *b, int ldb, const float *beta, float *c, int ldc) {
    LOCKED;
    const Handle *const found = find_handle(handle);
    if (found == nullptr) return BLAS_NOT_INITIALIZED;
    for (const int turn : {turn_a, turn_b})
        if (turn != AS_IT_STANDS && turn != TRANSPOSED) return refuse("operation " + std::to_string(turn));
    if (m < 0 || n < 0 || k < 0) return refuse("a negative length");
    if (alpha == nullptr || beta == nullptr) return refuse("a null scalar");
    const auto stored = [](const char *name, const float *start, long long rows, long long columns, int leading) {
        return Stored{name, reinterpret_cast<Address>(start), rows, columns, leading};
    };
    const Gemm gemm{m, n, k, turn_a, turn_b, *alpha, *beta, // scalars are read at the call
                    turn_a ? stored("A", a, k, m, lda) : stored("A", a, m, k, lda),
                    turn_b ? stored("B", b, n, k, ldb) : stored("B", b, k, n, ldb), stored("C", c, m, n, ldc),
                    found->workspace, found->workspace_bytes};
    for (const Stored *matrix : {&gemm.a, &gemm.b, &gemm.c})
        if (const int refused = check_shape(*matrix)) return refused;
    if (gemm.c.meets(gemm.a) || gemm.c.meets(gemm.b)) return refuse("C overlaps a factor");
    const auto stream = find_stream(found->stream);
    if (stream == nullptr) return refuse("its stream has gone");
    if (stream->capture != nullptr && found->workspace == 0) {
        stream->capture->invalid = true;
        complain(STREAM_CAPTURE_UNSUPPORTED, "cuBLAS: captured without a workspace of its caller's, it allocates");
        return BLAS_ALLOC_FAILED;
    }
    return submit(found->stream, [=] { return gemm.run(); }) == SUCCESS ? BLAS_SUCCESS : BLAS_EXECUTION_FAILED;
}
