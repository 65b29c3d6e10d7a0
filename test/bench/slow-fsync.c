/* A disk that is slow: every fsync and fdatasync takes FSYNC_MILLISECONDS longer. For LD_PRELOAD. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static int slowly(const char *name, int file) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  const char *given = getenv("FSYNC_MILLISECONDS");
  struct timespec delay = {0, (given ? atol(given) : 0) * 1000000L};
  nanosleep(&delay, NULL);
  return real(file);
}

int fsync(int file) { return slowly("fsync", file); }
int fdatasync(int file) { return slowly("fdatasync", file); }
