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

static char *expected[2];	/* without signatures, and with */

struct worker {
	pthread_t thread;
	const struct way *way;
	unsigned wrong;
	char *got;		/* the first that was wrong, ... */
	const char *instead_of;	/* ... and what was right */
};

static void scan_and_compare(struct worker *worker, struct volscan *vs, const struct way *way,
			     char *(*scan)(struct volscan *vs, const struct way *way))
{
	char *text = scan(vs, way);
	const char *right = expected[way->signatures];

	if (strcmp(text, right) && !worker->wrong++) {
		worker->got = text;
		worker->instead_of = right;
	} else {
		free(text);
	}
}

/* A handle is used more than once, and so is the library. libblkid once. Every other scan
 * waits elsewhere. */
static void *work(void *context)
{
	struct worker *worker = context;
	struct way way = *worker->way;
	struct volscan *vs;

	for (unsigned i = 0; i < ROUNDS; i++) {
		way.signatures = i == ROUNDS - 1;
		vs = scan_new(&way);
		scan_and_compare(worker, vs, &way, i % 2 ? scan_again : scan_by_steps);
		scan_and_compare(worker, vs, &way, i % 2 ? scan_by_steps : scan_again);
		volscan_free(vs);
	}
	return NULL;
}

static void join(struct worker *worker)
{
	pthread_join(worker->thread, NULL);
	if (worker->got)
		scan_is(worker->got, worker->instead_of);
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
	for (int i = 0; i < 2; i++)
		expected[i] = scan_reference(argv[1], i);
	each_way(argv[1], argv + 2, plain, many_threads);
	free(expected[0]);
	free(expected[1]);
	return counted();
}
