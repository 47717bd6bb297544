/* Lets system calls on LMDB's data file fail while the file $FAULT_FILE holds the name of a call ("write" or "sync") and an errno. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static int fails(int fd, const char *call) {
  char link[64], target[4096], name[16];
  int error = 0;
  const char *path = getenv("FAULT_FILE");
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, target, sizeof target - 1);
  if (path == NULL || length < 8 || strncmp(target + length - 8, "data.mdb", 8) != 0) return 0;
  FILE *fault = fopen(path, "r");
  if (fault == NULL) return 0;
  int found = fscanf(fault, "%15s %d", name, &error) == 2 && strcmp(name, call) == 0;
  fclose(fault);
  if (found) errno = error;
  return found;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
  return fails(fd, "write") ? -1 : NEXT(pwrite64)(fd, bytes, count, at);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  return fails(fd, "write") ? -1 : NEXT(writev)(fd, parts, count);
}

int fdatasync(int fd) {
  return fails(fd, "sync") ? -1 : NEXT(fdatasync)(fd);
}
