/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A program with threads that each use the library, over and over.
 *
 *	threads [--plain] DIRECTORY ENGINE...
 *
 * scans DIRECTORY on each of the engines, without isolation and, unless --plain is
 * said, with. `make check-tsan` runs it under ThreadSanitizer.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scans.h"

#define THREADS 8u
#define ROUNDS 5u

static char *expected;

struct worker {
	pthread_t thread;
	const struct way *way;
	unsigned wrong;
	char *got;		/* the first that was wrong */
};

static void compare(struct worker *worker, char *text)
{
	if (strcmp(text, expected) && !worker->wrong++)
		worker->got = text;
	else
		free(text);
}

/* A handle is used more than once, and so is the library. */
static void *work(void *context)
{
	struct worker *worker = context;
	struct volscan *vs;

	for (unsigned i = 0; i < ROUNDS; i++) {
		vs = scan_new(worker->way);
		compare(worker, scan_again(vs, worker->way));
		compare(worker, scan_again(vs, worker->way));
		volscan_free(vs);
	}
	return NULL;
}

static void join(struct worker *worker)
{
	pthread_join(worker->thread, NULL);
	if (worker->got)
		scan_is(worker->got, expected);
	count(!worker->wrong, "a thread of %u on %s%s: %u scans of %u were wrong", THREADS,
	      worker->way->engine, worker->way->isolated ? ", isolated" : "", worker->wrong,
	      2 * ROUNDS);
}

static void many_threads(const struct way *way)
{
	struct worker workers[THREADS];
	unsigned i, n;

	for (n = 0; n < THREADS; n++) {
		workers[n] = (struct worker) { .way = way };
		if (pthread_create(&workers[n].thread, NULL, work, &workers[n]))
			break;
	}
	count(n == THREADS, "%u threads can be created", THREADS);
	for (i = 0; i < n; i++)
		join(&workers[i]);
}

int main(int argc, char **argv)
{
	bool plain = argc > 1 && !strcmp(argv[1], "--plain");

	argv += plain;
	if (argc - plain < 3) {
		fprintf(stderr, "usage: threads [--plain] DIRECTORY ENGINE...\n");
		return 2;
	}
	expected = scan_reference(argv[1]);
	each_way(argv[1], argv + 2, plain, many_threads);
	free(expected);
	return counted();
}
