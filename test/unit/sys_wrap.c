/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <pthread.h>
#include <sys/uio.h>
#include <unistd.h>

#include "io/dm.h"
#include "io/in_flight.h"
#include "sys_wrap.h"

struct sys_wrap sys_wrap;

/* With 64-bit offsets these are what pread() and preadv2() are called. */
ssize_t __real_pread64(int fd, void *buffer, size_t length, off_t offset);
ssize_t __real_preadv64v2(int fd, const struct iovec *iov, int count, off_t offset, int flags);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attr,
			  void *(*run)(void *), void *context);
int __real_io_reads_in_flight(int fd);
const char *__real_io_dm_node(void);
int __real_io_dm_ioctl(int fd, struct dm_ioctl *ask);

ssize_t __wrap_pread64(int fd, void *buffer, size_t length, off_t offset);
ssize_t __wrap_preadv64v2(int fd, const struct iovec *iov, int count, off_t offset, int flags);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr,
			  void *(*run)(void *), void *context);
int __wrap_io_reads_in_flight(int fd);
const char *__wrap_io_dm_node(void);
int __wrap_io_dm_ioctl(int fd, struct dm_ioctl *ask);

ssize_t __wrap_pread64(int fd, void *buffer, size_t length, off_t offset)
{
	__atomic_add_fetch(&sys_wrap.preads, 1, __ATOMIC_RELAXED);
	return __real_pread64(fd, buffer, length, offset);
}

ssize_t __wrap_preadv64v2(int fd, const struct iovec *iov, int count, off_t offset, int flags)
{
	ssize_t r = sys_wrap.nowait_read ? sys_wrap.nowait_read(offset, iov->iov_len) : 0;
	struct iovec less = { iov->iov_base, r ? (size_t) r : iov->iov_len };

	if (r >= 0)
		return __real_preadv64v2(fd, &less, count, offset, flags);
	errno = (int) -r;
	return -1;
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr,
			  void *(*run)(void *), void *context)
{
	int r = sys_wrap.thread ? sys_wrap.thread() : 0;

	sys_wrap.threads++;
	return r ? r : __real_pthread_create(thread, attr, run, context);
}

int __wrap_io_reads_in_flight(int fd)
{
	return sys_wrap.in_flight ? sys_wrap.in_flight(fd) : __real_io_reads_in_flight(fd);
}

const char *__wrap_io_dm_node(void)
{
	return sys_wrap.dm ? "/dev/null" : __real_io_dm_node();
}

int __wrap_io_dm_ioctl(int fd, struct dm_ioctl *ask)
{
	return sys_wrap.dm ? sys_wrap.dm(ask) : __real_io_dm_ioctl(fd, ask);
}
