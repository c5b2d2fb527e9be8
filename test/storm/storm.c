/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Clients of a monitor, good and bad ones.
 *
 *	storm raw SOCKET [hold]		send what is on stdin as it is, and print what comes
 *					back as it is; hold: without closing our side
 *	storm ask SOCKET CLIENTS SECONDS PAUSE_MS WORD...
 *					so many clients ask side by side for that command line,
 *					each after a pause of PAUSE_MS on the average; prints
 *					"requests", "failed", "median_us", "p99_us", "longest_us", and how
 *					many took more than 50 ms, "slow"; and "stall_us": how
 *					much later than it wanted a thread went on that only
 *					sleeps a millisecond at a time
 *	storm hear SOCKET		make a datagram socket there, and print what comes, each
 *					with a line end, until it is killed
 *	storm bad SOCKET CLIENTS SECONDS
 *					send what is no request, leave in the middle, or say
 *					nothing; prints "requests"
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define GREETING "volscan-monitor 1\n"
#define CLIENTS_MAX 256
#define SLOW_US 50000
#define TIMES_MAX 20000	/* of each client that are kept */

static struct sockaddr_un address = { .sun_family = AF_UNIX };
static double seconds;
static unsigned pause_ms;
static char *const *words;

struct client {
	pthread_t thread;
	unsigned seed;
	bool bad;
	size_t requests, failed, slow, count;
	uint64_t *times;	/* in microseconds */
};

static uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static int dial(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address))) {
		close(fd);
		return -1;
	}
	return fd;
}

static bool send_all(int fd, const char *data, size_t length)
{
	ssize_t n;

	for (; length; data += n, length -= (size_t)n)
		if ((n = send(fd, data, length, MSG_NOSIGNAL)) <= 0)
			return false;
	return true;
}

/* ------------------------------------------------------------------------
 * One by hand
 */

static int raw(bool hold)
{
	char bytes[65536];
	int fd = dial();
	ssize_t n;

	if (fd < 0) {
		perror("connect");
		return 1;
	}
	while ((n = read(STDIN_FILENO, bytes, sizeof(bytes))) > 0)
		if (!send_all(fd, bytes, (size_t)n))
			break;
	if (!hold)
		shutdown(fd, SHUT_WR);
	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		fwrite(bytes, 1, (size_t)n, stdout);
	return 0;
}

static int hear(void)
{
	char bytes[4096];
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ssize_t n;

	if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof(address))) {
		perror("bind");
		return 1;
	}
	while ((n = recv(fd, bytes, sizeof(bytes), 0)) > 0) {
		fwrite(bytes, 1, (size_t)n, stdout);
		putchar('\n');
		fflush(stdout);
	}
	return 1;
}

/* ------------------------------------------------------------------------
 * Good ones
 */

static bool read_all(int fd, unsigned char *to, size_t length)
{
	ssize_t n;

	for (; length; to += n, length -= (size_t)n)
		if ((n = read(fd, to, length)) <= 0)
			return false;
	return true;
}

/* To the end, with status 0, and something on stdout. */
static bool is_answered(int fd)
{
	static __thread unsigned char bytes[65536];
	bool printed = false;
	size_t length;

	while (read_all(fd, bytes, 5)) {
		unsigned char part = bytes[0];

		length = (size_t)bytes[1] << 24 | (size_t)bytes[2] << 16 | (size_t)bytes[3] << 8 | bytes[4];
		if (length > sizeof(bytes) || !read_all(fd, bytes, length))
			return false;
		printed = printed || part == 'o';
		if (part == 's')
			return printed && !bytes[0];
	}
	return false;
}

static bool ask(void)
{
	int i, fd = dial();
	bool ok = fd >= 0 && send_all(fd, GREETING, strlen(GREETING));

	for (i = 0; ok && words[i]; i++)
		ok = send_all(fd, words[i], strlen(words[i]) + 1);
	if (fd < 0)
		return false;
	shutdown(fd, SHUT_WR);
	ok = ok && is_answered(fd);
	close(fd);
	return ok;
}

static void ask_and_count(struct client *c)
{
	uint64_t began = now_us(), took;

	c->requests++;
	if (!ask())
		c->failed++;
	took = now_us() - began;
	c->slow += took > SLOW_US;
	if (c->count < TIMES_MAX)
		c->times[c->count++] = took;
}

/* ------------------------------------------------------------------------
 * Bad ones
 */

static void send_noise(struct client *c, int fd)
{
	char bytes[4096];
	size_t i, length = (size_t)rand_r(&c->seed) % sizeof(bytes);

	for (i = 0; i < length; i++)
		bytes[i] = (char)rand_r(&c->seed);
	send_all(fd, bytes, length);
}

static void send_too_much(int fd)
{
	char bytes[4096] = "";
	int i;

	send_all(fd, GREETING, strlen(GREETING));
	for (i = 0; i < 32 && send_all(fd, bytes, sizeof(bytes)); i++)
		;
}

/* What a command line can have that makes no sense. */
static void send_nonsense(int fd)
{
	static const char text[] = GREETING "lvs\0-S\0((((((lv_name=~[\0--config\0report{{{\0-o\0+x";

	send_all(fd, text, sizeof(text));
}

static void be_bad(struct client *c)
{
	char byte;
	int fd = dial();

	c->requests++;
	if (fd < 0)
		return;
	switch (rand_r(&c->seed) % 6) {
	case 0:
		send_noise(c, fd);
		break;
	case 1:
		send_too_much(fd);
		break;
	case 2:
		send_nonsense(fd);
		break;
	case 3:
		send_all(fd, GREETING "pvs", strlen(GREETING) + 2);
		break;
	case 4:
		send_noise(c, fd);
		shutdown(fd, SHUT_WR);
		if (read(fd, &byte, 1) == 1)
			c->failed++;
		break;
	default:
		usleep(100000);
	}
	close(fd);
}

/* ------------------------------------------------------------------------
 * Many
 */

static void *run(void *context)
{
	struct client *c = context;
	uint64_t end = now_us() + (uint64_t)(seconds * 1e6);

	while (now_us() < end) {
		usleep(pause_ms ? (unsigned)rand_r(&c->seed) % (2000 * pause_ms) : 0);
		if (c->bad)
			be_bad(c);
		else
			ask_and_count(c);
	}
	return NULL;
}

/* What nobody in this machine can be blamed for who only asks or answers. */
static void *measure_stalls(void *context)
{
	uint64_t *longest = context, began, took, end = now_us() + (uint64_t)(seconds * 1e6);

	while ((began = now_us()) < end) {
		usleep(1000);
		took = now_us() - began - 1000;
		if (took > *longest)
			*longest = took;
	}
	return NULL;
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void print_times(struct client *clients, unsigned count)
{
	uint64_t *all = calloc((size_t)count * TIMES_MAX + 1, sizeof(*all));
	size_t n = 0, requests = 0, failed = 0, slow = 0;
	unsigned i;

	if (!all)
		exit(1);
	for (i = 0; i < count; i++) {
		memcpy(all + n, clients[i].times, clients[i].count * sizeof(*all));
		n += clients[i].count;
		requests += clients[i].requests;
		failed += clients[i].failed;
		slow += clients[i].slow;
	}
	qsort(all, n, sizeof(*all), compare);
	printf("requests %zu\nfailed %zu\nmedian_us %llu\np99_us %llu\nlongest_us %llu\nslow %zu\n", requests, failed,
	       n ? (unsigned long long)all[n / 2] : 0, n ? (unsigned long long)all[n - 1 - n / 100] : 0,
	       n ? (unsigned long long)all[n - 1] : 0, slow);
	free(all);
}

static int run_all(unsigned count, bool bad)
{
	static struct client clients[CLIENTS_MAX];
	uint64_t stall = 0;
	pthread_t stalls;
	size_t requests = 0;
	unsigned i;

	if (pthread_create(&stalls, NULL, measure_stalls, &stall))
		return 1;
	for (i = 0; i < count; i++) {
		clients[i] = (struct client) { .seed = i + 1, .bad = bad };
		clients[i].times = bad ? NULL : calloc(TIMES_MAX, sizeof(uint64_t));
		if ((!bad && !clients[i].times) || pthread_create(&clients[i].thread, NULL, run, &clients[i]))
			return 1;
	}
	for (i = 0; i < count; i++) {
		pthread_join(clients[i].thread, NULL);
		requests += clients[i].requests;
	}
	pthread_join(stalls, NULL);
	printf("stall_us %llu\n", (unsigned long long)stall);
	if (bad)
		printf("requests %zu\n", requests);
	else
		print_times(clients, count);
	return 0;
}

int main(int argc, char **argv)
{
	unsigned count = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 0;

	signal(SIGPIPE, SIG_IGN);
	if (argc < 3 || strlen(argv[2]) >= sizeof(address.sun_path)) {
		fprintf(stderr, "storm raw|hear|ask|bad SOCKET ...: see storm.c\n");
		return 2;
	}
	strcpy(address.sun_path, argv[2]);
	if (!strcmp(argv[1], "raw"))
		return raw(argc > 3);
	if (!strcmp(argv[1], "hear"))
		return hear();
	if (argc < 5 || !count || count > CLIENTS_MAX)
		return 2;
	seconds = strtod(argv[4], NULL);
	if (!strcmp(argv[1], "bad"))
		return run_all(count, true);
	if (strcmp(argv[1], "ask") || argc < 7)
		return 2;
	pause_ms = (unsigned)strtoul(argv[5], NULL, 10);
	words = argv + 6;
	return run_all(count, false);
}
