/* SPDX-License-Identifier: EUPL-1.2 */
/* main.c: `waakvlam <command> ...` -> the command's own file.
 *
 * In: argv. Out: an exit code (design 6: 0 done, 64 usage, 65 data, 66 no input, 70 internal, 73
 * cannot create, 74 I/O, 75 locked, 78 pack). Neighbours: commands.h lists them. A command that
 * this build was linked without is not shown: its symbol is weak and absent. */
#include "cli/commands.h"
#include "cli/settings.h"

#include "base/source.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct command {
    const char *name, *about;
    int (*run)(int argc, char **argv);
} command;

static const command commands[] = {
#define COMMAND(name, about) {#name, about, wv_cli_##name},
    WV_COMMAND_TABLE(COMMAND)
#undef COMMAND
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands, EXIT_USAGE = 64 };

static void print_help(FILE *out)
{
    fputs("usage: waakvlam COMMAND [OPTION...] [ARGUMENT...]\n"
          "\n"
          "Reads Dutch reports and messages, finds signs of stalking and coercive control, and "
          "hands\n"
          "them, with evidence, to a person. It never decides and never scores a person.\n"
          "\n"
          "commands:\n",
          out);
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (commands[i].run) fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].about);
    fputs("\n"
          "options:\n"
          "  --version  show the version\n"
          "  --config FILE  settings, before COMMAND or for scan, spool and monitor among its "
          "options\n"
          "  --help     show this help; `waakvlam COMMAND --help` shows a command's\n"
          "\n"
          "Rules come from -r PACK, else $WAAKVLAM_RULES, else the pack installed beside this "
          "program.\n",
          out);
}

/* For scripts/manual.sh. */
static int print_table(void)
{
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (commands[i].run) printf("command\t%s\t%s\n", commands[i].name, commands[i].about);
    return 0;
}

static int unknown_command(const char *name)
{
    wv_str names[COMMAND_COUNT];
    uint32_t count = 0;
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (commands[i].run) names[count++] = wv_str_of(commands[i].name);
    wv_str near = wv_did_you_mean(wv_str_of(name), names, count);
    fprintf(stderr, "waakvlam: unknown command '%s'", name);
    if (near.p) fprintf(stderr, " (did you mean '%.*s'?)", (int)near.n, near.p);
    fputs("\ntry: waakvlam --help\n", stderr);
    return EXIT_USAGE;
}

/* Takes `--config FILE` out of argv[1..], up to `--`; NULL: it is not there. */
static const char *take_config(int *argc, char **argv)
{
    const char *path = NULL;
    int kept = 1;
    for (int i = 1; i < *argc; i++) {
        bool end = strcmp(argv[i], "--") == 0;
        while (end && i < *argc) argv[kept++] = argv[i++];
        if (end) break;
        if (strncmp(argv[i], "--config=", 9) == 0)
            path = argv[i] + 9;
        else if (strcmp(argv[i], "--config") == 0 && i + 1 < *argc)
            path = argv[++i];
        else
            argv[kept++] = argv[i];
    }
    *argc = kept;
    argv[kept] = NULL;
    return path;
}

/* The command with the settings of this installation before what was typed. */
static int run_with_settings(const command *c, int argc, char **argv)
{
    wv_settings s;
    if (!wv_settings_concern(c->name)) return c->run(argc, argv);
    const char *among = take_config(&argc, argv);
    int code = wv_settings_load(&s, among);
    char **whole = code ? NULL : wv_settings_argv(&s, &argc, argv);
    if (!code) code = whole ? c->run(argc, whole) : wv_rc_exit(WV_E_NOMEM);
    wv_settings_done(&s);
    return code;
}

static int run(int argc, char **argv)
{
    const char *config = NULL;
    for (; argc > 2 && strncmp(argv[1], "--config", 8) == 0; argc--, argv++) {
        if (argv[1][8] == '=') {
            config = argv[1] + 9;
        } else if (argc > 3 && !argv[1][8]) {
            config = argv[2];
            argc--, argv++;
        }
    }
    if (config) setenv("WAAKVLAM_CONFIG", config, 1);
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    wv_str name = wv_str_of(argv[1]);
    if (wv_str_is(name, "--version") || wv_str_is(name, "-V"))
        return puts("waakvlam " WV_VERSION) < 0;
    if (wv_str_is(name, "--help") || wv_str_is(name, "-h") ||
        (wv_str_is(name, "help") && argc == 2)) {
        print_help(stdout);
        return 0;
    }
    if (wv_str_is(name, "--help=table")) return print_table();
    bool help = wv_str_is(name, "help"); /* `waakvlam help scan` */
    if (help) name = wv_str_of(argv[2]);
    static char help_flag[] = "--help";
    for (int i = 0; i < COMMAND_COUNT; i++) {
        if (!commands[i].run || !wv_str_is(name, commands[i].name)) continue;
        if (!help) return run_with_settings(&commands[i], argc - 1, argv + 1);
        char *help_argv[] = {argv[2], help_flag, NULL};
        return commands[i].run(2, help_argv);
    }
    return unknown_command(name.p);
}

int main(int argc, char **argv)
{
    int code = run(argc, argv);
    /* What could not be written must not look written: a full disk shows only when stdout is
     * flushed. */
    if (fflush(stdout) != 0 && code == 0) {
        fputs("waakvlam: cannot write the output\n", stderr);
        return 74;
    }
    return code;
}
