/* Records what a process writes below RECORD_DIR, and when it makes it durable, into RECORD_LOG.
   One record: type, length of the path, offset, length of the data; then path and data. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_fd = -1;

static ssize_t real_write(int fd, const void *data, size_t size) {
    static ssize_t (*next)(int, const void *, size_t);
    if (!next) next = dlsym(RTLD_NEXT, "write");
    return next(fd, data, size);
}

static int watched(int fd, char *path) {
    const char *dir = getenv("RECORD_DIR");
    char link[64];
    if (!dir || fd < 0 || fd == log_fd) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, 4095);
    if (size <= 0) return 0;
    path[size] = 0;
    return strncmp(path, dir, strlen(dir)) == 0 && strstr(path, "-shm") == NULL;
}

static void put(char type, const char *path, int64_t offset, const void *data, uint32_t size) {
    struct { char type; char pad; uint16_t path; uint32_t size; int64_t offset; } head = {type, 0, 0, size, offset};
    if (log_fd < 0) log_fd = open(getenv("RECORD_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    head.path = strlen(path);
    real_write(log_fd, &head, sizeof head);
    real_write(log_fd, path, head.path);
    if (size) real_write(log_fd, data, size);
}

#define NEXT(name) do { if (!next) next = dlsym(RTLD_NEXT, name); } while (0)

ssize_t write(int fd, const void *data, size_t size) {
    char path[4096];
    int64_t at = watched(fd, path) ? lseek(fd, 0, SEEK_CUR) : -1;
    pthread_mutex_lock(&lock);
    ssize_t done = real_write(fd, data, size);
    if (at >= 0 && done > 0) put('w', path, at, data, done);
    pthread_mutex_unlock(&lock);
    return done;
}

#define PWRITE(name, type) \
ssize_t name(int fd, const void *data, size_t size, type at) { \
    static ssize_t (*next)(int, const void *, size_t, type); \
    char path[4096]; NEXT(#name); \
    pthread_mutex_lock(&lock); \
    ssize_t done = next(fd, data, size, at); \
    if (done > 0 && watched(fd, path)) put('w', path, at, data, done); \
    pthread_mutex_unlock(&lock); \
    return done; }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define SYNC(name) \
int name(int fd) { \
    static int (*next)(int); char path[4096]; NEXT(#name); \
    pthread_mutex_lock(&lock); \
    int done = next(fd); \
    if (done == 0 && watched(fd, path)) put('s', path, 0, NULL, 0); \
    pthread_mutex_unlock(&lock); \
    return done; }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, type) \
int name(int fd, type size) { \
    static int (*next)(int, type); char path[4096]; NEXT(#name); \
    pthread_mutex_lock(&lock); \
    int done = next(fd, size); \
    if (done == 0 && watched(fd, path)) put('t', path, size, NULL, 0); \
    pthread_mutex_unlock(&lock); \
    return done; }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)
