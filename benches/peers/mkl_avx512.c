/* MKL keeps to AVX2 on processors of other makers. Preloaded, this tells it that the processor is Intel's:
 *     cc -shared -fPIC -o mkl_avx512.so mkl_avx512.c
 * PyTorch's products are then twice as fast on an AMD machine with AVX-512. */
int mkl_serv_intel_cpu_true(void) { return 1; }
