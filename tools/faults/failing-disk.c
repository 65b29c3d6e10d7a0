/* A disk that fails on command. Preloaded into the server: while the file FAILING_DISK says "sync" or "write", that
   call on the write-ahead log gives EIO or ENOSPC. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int is_log(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 4) return 0;
  path[length] = 0;
  return strcmp(path + length - 4, "-wal") == 0;
}

static int fails(int fd, char first) {
  const char *file = getenv("FAILING_DISK");
  char what = 0;
  int command = file && is_log(fd) ? open(file, O_RDONLY) : -1;
  if (command < 0) return 0;
  ssize_t got = read(command, &what, 1);
  close(command);
  return got == 1 && what == first;
}

static int sync_with(const char *name, int fd) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  if (!fails(fd, 's')) return real(fd);
  errno = EIO;
  return -1;
}

int fsync(int fd) { return sync_with("fsync", fd); }
int fdatasync(int fd) { return sync_with("fdatasync", fd); }

static ssize_t write_with(const char *name, int fd, const void *bytes, size_t count, off64_t offset) {
  typedef ssize_t (*pwrite_type)(int, const void *, size_t, off64_t);
  pwrite_type real = (pwrite_type)dlsym(RTLD_NEXT, name);
  if (!fails(fd, 'w')) return real(fd, bytes, count, offset);
  errno = ENOSPC;
  return -1;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
  return write_with("pwrite", fd, bytes, count, offset);
}
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
  return write_with("pwrite64", fd, bytes, count, offset);
}
