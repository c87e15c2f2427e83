// See plan::op::Track, and manifold/incremental.rs for the method.
#include "block.cuh"
#include "product.cuh"

// Working space of one population, with size = rank + samples + 1.
struct Track {
    Now now;
    View activity;
    u64 every;
    double memory, explained;         // no share to explain: below 0
    float *basis, *mean, *manifold;   // rank × n, 1 × n, 1 × rank + 3
    float *feedback;                  // outputs × rank; null where there is none
    float *rows;                      // A (size × n)
    double *scatter;                  // of each column of the batch (1 × n)
    double *gram, *vectors;           // A Aᵀ and its eigenvectors, a row each (size × size)
    double *rotations;                // of a round (size + 1)
    float *mix, *new_basis, *turn, *old_feedback, *along;
    u32 *failed;
    u32 samples, stride, rank, outputs;
};

// Places behind the spectrum in `manifold`.
enum { WEIGHT, ACTIVE, TOTAL };

#define NEGLIGIBLE 1e-6

static __device__ __forceinline__ bool track_due(const Track &p) {
    const Clock &now = *p.now.clock;
    return !now.stopped && now.update % p.every == 0;
}

// The weights of past and present, and of both.
struct TrackMerge {
    double past, batch, total;
};

static __device__ __forceinline__ TrackMerge track_merge(const Track &p) {
    const double past = (double)p.manifold[p.rank + WEIGHT] * p.memory, batch = p.samples;
    return {past, batch, past + batch};
}

static __device__ __forceinline__ u32 track_size(const Track &p) { return p.rank + p.samples + 1; }

// Fills A and moves the mean: a thread a column.
KERNEL(track_assemble, Track, 128) {
    if (!track_due(p)) return;
    const TrackMerge merge = track_merge(p);
    const u32 d = p.rank, n = p.activity.cols;
    const float *x = at(p.activity, p.now.clock->step);
    const float past = (float)merge.past, total = (float)merge.total, count = (float)p.samples;
    const float shift = sqrtf(past * count / total), share = count / total;
    float *batch = p.rows + (u64)d * n, *last = batch + (u64)p.samples * n;
    for (u64 j = thread(); j < n; j += threads()) {
        for (u32 k = 0; k < d; ++k) {
            const float variance = p.manifold[k];
            p.rows[(u64)k * n + j] = sqrtf(past * (variance > 0.0f ? variance : 0.0f)) * p.basis[(u64)k * n + j];
        }
        float mean = 0.0f;
        for (u32 i = 0; i < p.samples; ++i) mean += x[(u64)i * p.stride * n + j];
        mean /= (float)p.samples;
        double scatter = 0.0;
        for (u32 i = 0; i < p.samples; ++i) {
            const float centred = x[(u64)i * p.stride * n + j] - mean;
            batch[(u64)i * n + j] = centred;
            scatter += (double)centred * centred;
        }
        const float difference = p.mean[j] - mean, moved = shift * difference;
        p.mean[j] -= share * difference;
        last[j] = moved;
        p.scatter[j] = scatter + (double)moved * moved;
    }
}

struct TrackWide {
    double *to;
    u64 stride;
    __device__ __forceinline__ void operator()(u32 i, u32 j, float sum) { to[i * stride + j] = sum; }
};

// A Aᵀ.
KERNEL(track_gram, Track, 256) {
    if (!track_due(p)) return;
    const u32 n = p.activity.cols, size = track_size(p);
    const Plain a = {p.rows, n};
    const Turned b = {p.rows, n};
    TrackWide gram = {p.gram, size};
    product(size, size, n, a, b, gram);
}

// The `t`-th of the pairs that meet in a round of a tournament of an even number of players, the lesser first.
static __device__ __forceinline__ uint2 track_pair(u32 players, u32 round, u32 t) {
    const u32 others = players - 1;
    const u32 a = t == 0 ? others : (round + t) % others, b = (round + others - t) % others;
    return a < b ? make_uint2(a, b) : make_uint2(b, a);
}

// Eigenvectors by Jacobi's rotations, as many at once as pairs of rows do not meet; then which combinations of A's rows
// are the new components. One block.
KERNEL(track_spectrum, Track, 256) {
    if (!track_due(p)) return;
    const u32 t = threadIdx.x, size = track_size(p), players = size + (size & 1), pairs = players / 2;
    double *g = p.gram, *v = p.vectors;
    for (u32 e = t; e < size * size; e += blockDim.x) v[e] = e / size == e % size ? 1.0 : 0.0;
    bool finite = true;
    for (u32 sweep = 0; sweep < 30; ++sweep) {
        double off = 0.0, diagonal = 0.0;
        for (u32 e = t; e < size * size; e += blockDim.x) (e / size == e % size ? diagonal : off) += g[e] * g[e];
        off = block_sum(off);
        diagonal = block_sum(diagonal);
        finite = off + diagonal < 1e300;
        if (!finite || off <= 1e-28 * diagonal) break;
        for (u32 round = 0; round + 1 < players; ++round) {
            for (u32 k = t; k < pairs; k += blockDim.x) {
                const uint2 ab = track_pair(players, round, k);
                double c = 1.0, s = 0.0;
                if (ab.y < size) {
                    const double far = g[ab.x * size + ab.y];
                    if (far != 0.0) {
                        const double half = (g[ab.y * size + ab.y] - g[ab.x * size + ab.x]) / (2.0 * far);
                        const double tangent = (half < 0.0 ? -1.0 : 1.0) / (fabs(half) + sqrt(half * half + 1.0));
                        c = 1.0 / sqrt(tangent * tangent + 1.0);
                        s = tangent * c;
                    }
                }
                p.rotations[2 * k] = c;
                p.rotations[2 * k + 1] = s;
            }
            __syncthreads();
            // Rows first, those of the eigenvectors with them, then columns.
            for (u32 e = t; e < pairs * size; e += blockDim.x) {
                const u32 k = e / size, j = e % size;
                const uint2 ab = track_pair(players, round, k);
                if (ab.y >= size) continue;
                const double c = p.rotations[2 * k], s = p.rotations[2 * k + 1];
                const double x = g[ab.x * size + j], y = g[ab.y * size + j];
                g[ab.x * size + j] = c * x - s * y;
                g[ab.y * size + j] = s * x + c * y;
                const double u = v[ab.x * size + j], w = v[ab.y * size + j];
                v[ab.x * size + j] = c * u - s * w;
                v[ab.y * size + j] = s * u + c * w;
            }
            __syncthreads();
            for (u32 e = t; e < pairs * size; e += blockDim.x) {
                const u32 k = e % pairs, i = e / pairs;
                const uint2 ab = track_pair(players, round, k);
                if (ab.y >= size) continue;
                const double c = p.rotations[2 * k], s = p.rotations[2 * k + 1];
                const double x = g[i * size + ab.x], y = g[i * size + ab.y];
                g[i * size + ab.x] = c * x - s * y;
                g[i * size + ab.y] = s * x + c * y;
            }
            __syncthreads();
        }
    }
    double spread = 0.0;
    for (u32 j = t; j < p.activity.cols; j += blockDim.x) spread += p.scatter[j];
    spread = block_sum(spread);
    if (t == 0) *p.failed = !finite; // activity that is not finite: the loss will say so
    if (!finite) return;

    const TrackMerge merge = track_merge(p);
    double largest = 0.0;
    for (u32 i = 0; i < size; ++i) largest = g[i * size + i] > largest ? g[i * size + i] : largest;
    __syncthreads(); // the weight is read before it is moved on
    for (u32 i = t; i < size; i += blockDim.x) {
        const double value = g[i * size + i];
        u32 place = 0;
        for (u32 j = 0; j < size; ++j) {
            const double other = g[j * size + j];
            place += other > value || (other == value && j < i);
        }
        if (place >= p.rank) continue;
        const bool counts = value > NEGLIGIBLE * largest && value > 0.0;
        const double scale = counts ? 1.0 / sqrt(value) : 0.0;
        for (u32 j = 0; j < size; ++j) p.mix[place * size + j] = (float)(scale * v[i * size + j]);
        p.manifold[place] = counts ? (float)(value / merge.total) : 0.0f;
    }
    __syncthreads();
    if (t != 0) return;
    float *beyond = p.manifold + p.rank;
    const double total = (merge.past * (double)beyond[TOTAL] + spread) / merge.total;
    u32 active = p.rank;
    double sum = 0.0;
    for (u32 k = 0; p.explained >= 0.0 && k < p.rank; ++k) {
        sum += p.manifold[k];
        if (sum >= p.explained * total) {
            active = k + 1;
            break;
        }
    }
    beyond[WEIGHT] = (float)merge.total;
    beyond[TOTAL] = (float)total;
    beyond[ACTIVE] = (float)active;
}

// New components, not quite orthonormal yet.
KERNEL(track_combine, Track, 256) {
    if (!track_due(p) || *p.failed) return;
    const u32 n = p.activity.cols, size = track_size(p);
    const Plain mix = {p.mix, size}, rows = {p.rows, n};
    Set to = {p.new_basis, n};
    product(p.rank, n, size, mix, rows, to);
}

// Removes from row `k` what lies along the rows before it and scales it to length 1; false if next to nothing is left.
static __device__ bool track_orthonormalise(const Track &p, u32 k) {
    const u32 t = threadIdx.x, n = p.activity.cols, warps = blockDim.x / 32;
    float *row = p.new_basis + (u64)k * n;
    float square = 0.0f;
    for (u32 j = t; j < n; j += blockDim.x) square = fmaf(row[j], row[j], square);
    const float before = sqrtf(block_sum(square));
    for (u32 pass = 0; pass < 2; ++pass) {
        for (u32 i = t / 32; i < k; i += warps) {
            const float *other = p.new_basis + (u64)i * n;
            float dot = 0.0f;
            for (u32 j = t % 32; j < n; j += 32) dot = fmaf(row[j], other[j], dot);
            dot = warp_total(dot);
            if (t % 32 == 0) p.along[i] = dot;
        }
        __syncthreads();
        for (u32 j = t; j < n; j += blockDim.x) {
            float x = row[j];
            for (u32 i = 0; i < k; ++i) x = fmaf(-p.along[i], p.new_basis[(u64)i * n + j], x);
            row[j] = x;
        }
        __syncthreads();
    }
    square = 0.0f;
    for (u32 j = t; j < n; j += blockDim.x) square = fmaf(row[j], row[j], square);
    const float norm = sqrtf(block_sum(square));
    if (!(norm > 1e-2f * before) || norm == 0.0f) return false;
    for (u32 j = t; j < n; j += blockDim.x) row[j] /= norm;
    __syncthreads();
    return true;
}

// Turns row `k` so that its entry of largest magnitude, the first of several, is positive.
static __device__ void track_fix_sign(const Track &p, u32 k) {
    __shared__ float largest[512];
    __shared__ u32 place[512];
    const u32 t = threadIdx.x, n = p.activity.cols;
    float *row = p.new_basis + (u64)k * n;
    largest[t] = 0.0f;
    place[t] = 0xffffffffu;
    for (u32 j = t; j < n; j += blockDim.x) {
        if (fabsf(row[j]) > largest[t]) {
            largest[t] = fabsf(row[j]);
            place[t] = j;
        }
    }
    __syncthreads();
    for (u32 far = blockDim.x / 2; far > 0; far /= 2) {
        if (t < far) {
            const bool more = largest[t + far] > largest[t];
            if (more || (largest[t + far] == largest[t] && place[t + far] < place[t])) {
                largest[t] = largest[t + far];
                place[t] = place[t + far];
            }
        }
        __syncthreads();
    }
    const bool turn = place[0] < n && row[place[0]] < 0.0f;
    __syncthreads(); // everyone has looked
    for (u32 j = t; turn && j < n; j += blockDim.x) row[j] = -row[j];
    __syncthreads();
}

// Makes the rows orthonormal; a row that vanished takes up the direction of an old one, or of an axis. One block.
KERNEL(track_complete, Track, 512) {
    if (!track_due(p) || *p.failed) return;
    const u32 n = p.activity.cols;
    u32 spare = 0;
    for (u32 k = 0; k < p.rank; ++k) {
        float *row = p.new_basis + (u64)k * n;
        while (!track_orthonormalise(p, k)) {
            for (u32 j = threadIdx.x; j < n; j += blockDim.x) {
                row[j] = spare < p.rank ? p.basis[(u64)spare * n + j] : j == spare - p.rank ? 1.0f : 0.0f;
            }
            ++spare;
            __syncthreads();
        }
        track_fix_sign(p, k);
    }
}

// U_old U_newᵀ.
KERNEL(track_turn, Track, 256) {
    if (!track_due(p) || *p.failed) return;
    const u32 n = p.activity.cols;
    const Plain old = {p.basis, n};
    const Turned present = {p.new_basis, n};
    Set to = {p.turn, p.rank};
    product(p.rank, p.rank, n, old, present, to);
}

// The basis takes its new place, and the feedback is put aside.
KERNEL(track_replace, Track, 256) {
    if (!track_due(p) || *p.failed) return;
    for (u64 i = thread(); i < (u64)p.rank * p.activity.cols; i += threads()) p.basis[i] = p.new_basis[i];
    if (!p.feedback) return;
    for (u64 i = thread(); i < (u64)p.outputs * p.rank; i += threads()) p.old_feedback[i] = p.feedback[i];
}

// C ← C (U_old U_newᵀ).
KERNEL(track_carry, Track, 256) {
    if (!track_due(p) || *p.failed) return;
    const Plain old = {p.old_feedback, p.rank}, turn = {p.turn, p.rank};
    Set to = {p.feedback, p.rank};
    product(p.outputs, p.rank, p.rank, old, turn, to);
}
