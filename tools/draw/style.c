/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The colours of LVs are light enough for dark letters on them, and dark enough to be
 * seen on white, so that they are the same in light and in dark. No red is among them: it
 * is for what is missing. Programs that know neither var() nor @media show the light ones.
 */
#include "draw/style.h"

/* Twelve that are easily told apart, then each of them darker. */
static const char *const colours[STYLE_COLOURS] = {
	"#74abfa", "#f9b45c", "#6ccf8e", "#b99cf5", "#4fc9d1", "#f2d35b",
	"#f3a0c8", "#b3c45e", "#cda883", "#9ab6d3", "#d6bdec", "#a3e0c9",
	"#4f8be0", "#dd9133", "#43ad69", "#9a78dd", "#2ea5ad", "#cdae2f",
	"#d97ba8", "#8c9d36", "#ab8459", "#6d93b8", "#b08fd0", "#6fbd9f",
};

static const char rules[] =
	"text{fill:#1f2328;font-family:system-ui,-apple-system,\"Segoe UI\",Roboto,"
	"\"DejaVu Sans\",sans-serif}\n"
	".large{font-size:12px}.medium{font-size:10px}.small{font-size:8px}\n"
	".title{font-size:19px;font-weight:600}.vg{font-size:15px;font-weight:600}\n"
	".dim{fill:#59636e;font-size:12px;font-weight:400}\n"
	".bad{fill:#c5202b;font-weight:400}.vg .bad{font-size:12px}\n"
	".in{fill:#101418;font-size:11px}.in,.lost,.edge{pointer-events:none}\n"
	".halo{paint-order:stroke;stroke:#fff;stroke-opacity:.7;stroke-width:3px}\n"
	".paper{fill:#fff}.free{fill:#e9edf1}.edge{fill:none;stroke:#afb8c1}\n"
	".apart{fill:none;stroke:#8c959f;stroke-dasharray:5 4}\n"
	".lost{fill:url(#lost);stroke:#c5202b;stroke-width:1.5;stroke-dasharray:5 3}\n"
	".unread{fill:none;stroke:#c5202b;stroke-dasharray:5 4}\n"
	".within{fill:none;stroke:#8c959f}\n"
	".wide{stroke:#fff;stroke-width:1}\n";

static const char dark_rules[] =
	"@media(prefers-color-scheme:dark){\n"
	"text{fill:#e6edf3}.dim{fill:#9aa4af}.bad{fill:#ff8b83}.in{fill:#101418}\n"
	".halo{paint-order:stroke;stroke:#fff;stroke-opacity:.7;stroke-width:3px}\n"
	".paper{fill:#0d1117}.free{fill:#262c34}.edge{stroke:#59636e}\n"
	".apart,.within{stroke:#7d8590}.lost,.unread{stroke:#ff8b83}.wide{stroke:#0d1117}\n"
	"}\n";

void style_print(FILE *out)
{
	size_t i;

	fputs(rules, out);
	for (i = 0; i < STYLE_COLOURS; i++)
		fprintf(out, ".c%zu{fill:%s}%s", i, colours[i], i % 6 == 5 ? "\n" : "");
	fputs(dark_rules, out);
}

void style_print_defs(FILE *out)
{
	fputs("<defs><pattern id=\"lost\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\""
	      " patternTransform=\"rotate(45)\">"
	      "<rect width=\"3\" height=\"7\" fill=\"#c5202b\" fill-opacity=\"0.5\"/>"
	      "</pattern></defs>\n", out);
}
