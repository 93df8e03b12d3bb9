/* SPDX-License-Identifier: EUPL-1.2 */
/* options.c: command line -> targets of an option table, and the table -> help text.
 * In: argv. Out: filled targets, operands moved to the front. Own parser instead of getopt_long:
 * getopt keeps global state, prints on its own, and cannot say which option was meant. Cost: none.
 */
#include "cli/options.h"

#include "base/source.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { OPTIONS_MAX = 48, EXIT_USAGE = 64 };

static const wv_option help_option = {'h', "help", WV_OPTION_FLAG, NULL, "show this help", NULL};

/* Of every command that takes a rule pack (-r, --rules). */
static bool no_cache;
static const wv_option no_cache_option = {
    0, "no-cache", WV_OPTION_FLAG, NULL, "do not use or keep a frozen copy of the pack", &no_cache};

static bool is_end(const wv_option *o)
{
    return o->letter == 0 && !o->name;
}

static bool takes_pack(const wv_command_line *line)
{
    for (const wv_option *o = line->options; !is_end(o); o++)
        if (o->name && strcmp(o->name, "rules") == 0) return true;
    return false;
}

bool wv_options_no_cache(void)
{
    return no_cache;
}

/* The first word of the usage line: the command's name. */
static int command_name(const wv_command_line *line)
{
    return (int)strcspn(line->usage, " ");
}

int wv_options_usage(const wv_command_line *line, const char *format, ...)
{
    va_list args;
    int n = command_name(line);
    fprintf(stderr, "waakvlam %.*s: ", n, line->usage);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "\ntry: waakvlam %.*s --help\n", n, line->usage);
    return EXIT_USAGE;
}

static void print_option(const wv_option *o)
{
    char left[64];
    if (!o->help) return;
    int n = o->letter ? snprintf(left, sizeof left, "-%c", o->letter)
                      : snprintf(left, sizeof left, "   ");
    if (o->name)
        n += snprintf(left + n, sizeof left - (size_t)n, "%s--%s", o->letter ? ", " : " ", o->name);
    if (o->value) snprintf(left + n, sizeof left - (size_t)n, " %s", o->value);
    printf("  %-26s %s\n", left, o->help);
}

static int print_help(const wv_command_line *line)
{
    printf("usage: waakvlam %s\n\n%s\n\noptions:\n", line->usage, line->about);
    for (const wv_option *o = line->options; !is_end(o); o++) print_option(o);
    if (takes_pack(line)) print_option(&no_cache_option);
    print_option(&help_option);
    return 0;
}

/* The same table for the program that makes man pages and completions (scripts/manual.sh): a line
 * an option, its fields apart by tabs. */
static void print_row(const wv_option *o)
{
    static const char *const types[] = {"flag", "text", "number", "texts"};
    if (!o->help) return;
    printf("option\t%.*s\t%s\t%s\t%s\t%s\n", o->letter != 0, &o->letter, o->name ? o->name : "",
           types[o->type], o->value ? o->value : "", o->help);
}

static int print_table(const wv_command_line *line)
{
    printf("usage\t%s\n", line->usage);
    for (const char *p = line->about; *p; p += *p == '\n') {
        int n = (int)strcspn(p, "\n");
        printf("about\t%.*s\n", n, p);
        p += n;
    }
    for (const wv_option *o = line->options; !is_end(o); o++) print_row(o);
    if (takes_pack(line)) print_row(&no_cache_option);
    return 0;
}

static const wv_option *find_letter(const wv_command_line *line, char letter)
{
    for (const wv_option *o = line->options; !is_end(o); o++)
        if (o->letter == letter) return o;
    return letter == 'h' ? &help_option : NULL;
}

/* Exact name, else the only one that starts so. */
static const wv_option *find_name(const wv_command_line *line, wv_str name, int *candidates)
{
    const wv_option *found = NULL;
    *candidates = 0;
    if (wv_str_is(name, "help")) return &help_option;
    for (const wv_option *o = line->options; !is_end(o); o++) {
        if (!o->name) continue;
        if (wv_str_is(name, o->name)) return *candidates = 1, o;
        if (name.n && wv_str_starts(wv_str_of(o->name), name)) found = o, ++*candidates;
    }
    if (wv_str_is(name, no_cache_option.name) && takes_pack(line)) {
        *candidates = 1;
        return &no_cache_option;
    }
    return *candidates == 1 ? found : NULL;
}

static int unknown_name(const wv_command_line *line, wv_str name, int candidates)
{
    wv_str names[OPTIONS_MAX];
    uint32_t count = 0;
    if (candidates > 1)
        return wv_options_usage(line, "option --%.*s is ambiguous", (int)name.n, name.p);
    for (const wv_option *o = line->options; !is_end(o) && count < OPTIONS_MAX; o++)
        if (o->name && o->help) names[count++] = wv_str_of(o->name);
    wv_str near = wv_did_you_mean(name, names, count);
    if (near.p)
        return wv_options_usage(line, "unknown option --%.*s (did you mean --%.*s?)", (int)name.n,
                                name.p, (int)near.n, near.p);
    return wv_options_usage(line, "unknown option --%.*s", (int)name.n, name.p);
}

static bool read_number(const char *text, long *out)
{
    char *end = NULL;
    errno = 0;
    if (*text < '0' || *text > '9') return false;
    *out = strtol(text, &end, 10);
    return errno == 0 && *end == '\0';
}

static int store(const wv_command_line *line, const wv_option *o, const char *value)
{
    wv_option_texts *texts = o->into;
    long number = 0;
    switch (o->type) {
    case WV_OPTION_FLAG: *(bool *)o->into = true; break;
    case WV_OPTION_TEXT: *(const char **)o->into = value; break;
    case WV_OPTION_NUMBER:
        if (!read_number(value, &number))
            return wv_options_usage(line, "--%s wants a whole number, not '%s'", o->name, value);
        *(long *)o->into = number;
        break;
    case WV_OPTION_TEXTS:
        if (texts->count == WV_OPTION_TEXTS_MAX)
            return wv_options_usage(line, "--%s is given more than %d times", o->name,
                                    WV_OPTION_TEXTS_MAX);
        texts->items[texts->count++] = value;
        break;
    }
    return -1;
}

/* One option that begins at argv[*i]; takes its value from the same or the next argument. */
static int read_long(const wv_command_line *line, int argc, char **argv, int *i)
{
    const char *text = argv[*i] + 2, *equals = strchr(text, '=');
    wv_str name = {text, (uint32_t)(equals ? (size_t)(equals - text) : strlen(text))};
    int candidates = 0;
    const wv_option *o = find_name(line, name, &candidates);
    if (!o) return unknown_name(line, name, candidates);
    if (o == &help_option)
        return equals && strcmp(equals, "=table") == 0 ? print_table(line) : print_help(line);
    if (o->type == WV_OPTION_FLAG)
        return equals ? wv_options_usage(line, "--%s takes no value", o->name)
                      : store(line, o, NULL);
    if (equals) return store(line, o, equals + 1);
    if (*i + 1 >= argc) return wv_options_usage(line, "--%s needs a value: %s", o->name, o->value);
    return store(line, o, argv[++*i]);
}

static int read_letters(const wv_command_line *line, int argc, char **argv, int *i)
{
    for (const char *p = argv[*i] + 1; *p; p++) {
        const wv_option *o = find_letter(line, *p);
        if (!o) return wv_options_usage(line, "unknown option -%c", *p);
        if (o == &help_option) return print_help(line);
        if (o->type == WV_OPTION_FLAG) {
            store(line, o, NULL);
            continue;
        }
        if (p[1]) return store(line, o, p + 1);
        if (*i + 1 >= argc) return wv_options_usage(line, "-%c needs a value: %s", *p, o->value);
        return store(line, o, argv[++*i]);
    }
    return -1;
}

int wv_options_read(const wv_command_line *line, int *argc, char **argv)
{
    int operands = 1, i = 1, done = -1;
    for (; i < *argc && done < 0; i++) {
        if (strcmp(argv[i], "--") == 0) {
            i++;
            break;
        }
        if (strncmp(argv[i], "--", 2) == 0)
            done = read_long(line, *argc, argv, &i);
        else if (argv[i][0] == '-' && argv[i][1])
            done = read_letters(line, *argc, argv, &i);
        else
            argv[operands++] = argv[i];
    }
    if (done >= 0) return done;
    while (i < *argc) argv[operands++] = argv[i++];
    *argc = operands;
    return -1;
}
