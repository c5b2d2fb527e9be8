/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libdevmapper makes one automaton of all patterns, which tells the last one
 * of them that matches. The first one is to decide, so they are handed over
 * in reverse order.
 *
 * What it cannot parse it complains about on stderr, it ignores what stands
 * behind an unbalanced ')', and in sets and behind a backslash it takes bytes
 * that are not ASCII for negative places in an array. Of a range up to DEL, the
 * last of them, it finds no end and comes to these places too. So the syntax is
 * looked through here, and it gets sound patterns only.
 */
#include "device/filter_regex.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Its parser recurses; nobody needs as many parentheses. */
#define DEPTH_MAX 100

#define DEL '\177'

struct filter_regex {
	struct dm_regex *engine;
	const char **reasons;	/* NULL where the pattern accepts */
};

/* What a list is made from; patterns in reverse order. */
struct maker {
	const char *setting;
	struct dm_pool *pool;
	const char **expressions;
	const char **reasons;
	size_t count;
	char **error;
};

/* ------------------------------------------------------------------------
 * Syntax of regular expressions
 */

struct syntax {
	bool operand;	/* something that *, +, ? or | can follow */
	unsigned depth;
};

static bool is_ascii(char c)
{
	return c && !(c & 0x80);
}

/*
 * `at` points behind a '['. Returns the ']' that ends the set, or NULL. The end
 * of a range may be any character: [a-] is a set without an end, where other
 * programs know a set of two. It may be less than what is before the '-'.
 */
static const char *end_of_set(const char *at)
{
	const char *begin = *at == '^' ? ++at : at;

	for (; is_ascii(*at) && *at != ']'; at++) {
		bool is_range = *at == '-' && at > begin;

		if (is_range && (at[-1] == DEL || at[1] == DEL))
			return NULL;
		if ((*at == '\\' || is_range) && !is_ascii(*++at))
			return NULL;
	}
	return *at == ']' ? at : NULL;
}

/* One part of the expression; returns its last character, or NULL if it is wrong. */
static const char *check_part(struct syntax *s, const char *at)
{
	bool operand = s->operand;

	s->operand = *at != '(' && *at != '|';
	switch (*at) {
	case '(':
		return s->depth++ < DEPTH_MAX ? at : NULL;
	case ')':
		return operand && s->depth-- ? at : NULL;
	case '|':
	case '*':
	case '+':
	case '?':
		return operand ? at : NULL;
	case '[':
		return end_of_set(at + 1);
	case '\\':
		return is_ascii(at[1]) ? at + 1 : NULL;
	default:
		return at;
	}
}

static bool is_sound(const char *expression)
{
	struct syntax s = { 0 };
	const char *at = expression;

	while (at && *at) {
		at = check_part(&s, at);
		if (at)
			at++;
	}
	return at && s.operand && !s.depth;
}

/* ------------------------------------------------------------------------
 * Patterns
 */

static int complain(const struct maker *m, const char *pattern, const char *what)
{
	if (asprintf(m->error, "%s: pattern \"%s\" %s", m->setting, pattern, what) < 0) {
		*m->error = NULL;
		return -ENOMEM;
	}
	return -EINVAL;
}

static char closing(char delimiter)
{
	switch (delimiter) {
	case '(':
		return ')';
	case '[':
		return ']';
	case '{':
		return '}';
	default:
		return delimiter;
	}
}

static const char *make_reason(const struct maker *m, const char *pattern)
{
	size_t size = strlen(pattern) + strlen(m->setting) + sizeof("\"\" of  rejects its name");
	char *reason = dm_pool_alloc(m->pool, size);

	if (reason)
		snprintf(reason, size, "\"%s\" of %s rejects its name", pattern, m->setting);
	return reason;
}

static int take_pattern(struct maker *m, const char *pattern, size_t index)
{
	size_t length = strlen(pattern);
	char *expression;

	if (pattern[0] != 'a' && pattern[0] != 'r')
		return complain(m, pattern, "must begin with a (accept) or r (reject)");
	if (length < 3 || pattern[length - 1] != closing(pattern[1]))
		return complain(m, pattern, "must have its regular expression between two "
				"equal characters, or brackets, as in \"r|^/dev/loop|\"");

	expression = dm_pool_strndup(m->pool, pattern + 2, length - 3);
	if (!expression)
		return -ENOMEM;
	if (!is_sound(expression))
		return complain(m, pattern, "has no valid regular expression");
	m->expressions[index] = expression;
	m->reasons[index] = pattern[0] == 'r' ? make_reason(m, pattern) : NULL;
	return pattern[0] == 'r' && !m->reasons[index] ? -ENOMEM : 0;
}

static int take_all(struct maker *m, const char *const *patterns)
{
	size_t i;
	int r = 0;

	for (i = 0; !r && i < m->count; i++)
		r = take_pattern(m, patterns[i], m->count - 1 - i);
	return r;
}

int filter_regex_new(const char *setting, const char *const *patterns, struct dm_pool *pool,
		     struct filter_regex **regex, char **error)
{
	struct maker m = { .setting = setting, .pool = pool, .error = error };
	struct filter_regex *f;
	int r;

	while (patterns[m.count])
		m.count++;
	if (!m.count) {
		*regex = NULL;
		return 0;
	}
	f = dm_pool_zalloc(pool, sizeof(*f));
	m.expressions = dm_pool_zalloc(pool, m.count * sizeof(*m.expressions));
	m.reasons = dm_pool_zalloc(pool, m.count * sizeof(*m.reasons));
	if (!f || !m.expressions || !m.reasons)
		return -ENOMEM;
	r = take_all(&m, patterns);
	if (r)
		return r;
	f->reasons = m.reasons;
	f->engine = dm_regex_create(pool, m.expressions, (unsigned)m.count);
	if (!f->engine)
		return -ENOMEM;
	*regex = f;
	return 0;
}

enum filter_verdict filter_regex_judge(struct filter_regex *regex, const char *name,
				       const char **reason)
{
	int match = regex ? dm_regex_match(regex->engine, name) : -1;

	if (match < 0)
		return FILTER_NOTHING;
	if (!regex->reasons[match])
		return FILTER_ACCEPTS;
	*reason = regex->reasons[match];
	return FILTER_REJECTS;
}
