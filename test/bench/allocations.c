/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * To be preloaded: counts the calls of malloc(), calloc() and realloc(), and writes
 * how many there were into the file that ALLOCATIONS names when the process exits. The
 * file is opened at once: later the process may have given up the right to. Processes
 * that it forks have counts of their own, and say nothing.
 */
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *p, size_t size);

static atomic_ulong count;
static pid_t process;
static int out;

void *malloc(size_t size)
{
	count++;
	return __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	count++;
	return __libc_calloc(n, size);
}

void *realloc(void *p, size_t size)
{
	count++;
	return __libc_realloc(p, size);
}

static void __attribute__((constructor)) begin(void)
{
	const char *path = getenv("ALLOCATIONS");

	process = getpid();
	out = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : -1;
}

static void __attribute__((destructor)) end(void)
{
	char line[32];
	int n = snprintf(line, sizeof(line), "%lu\n", (unsigned long)count);

	if (out >= 0 && process == getpid() && write(out, line, (size_t)n) != n)
		abort();
}
