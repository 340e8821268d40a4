namespace Piecewise.Peers.Models;

/// <summary>Number formats of weights that are compared with each other.</summary>
internal enum Format
{
    F32,
    BF16,
    Int8,
    Int4,
}

internal static class Formats
{
    extension(Format format)
    {
        public string Text => format switch { Format.F32 => "f32", Format.BF16 => "bf16", Format.Int8 => "int8", _ => "int4" };

        /// <summary>What a weight takes, scales left out.</summary>
        public double Bytes => format switch { Format.F32 => 4, Format.BF16 => 2, Format.Int8 => 1, _ => 0.5 };

        /// <summary>
        /// How far logits may be from those of Piecewise in the file's own format, as a share of their norm: more means that another model
        /// runs. Rounding
        /// alone moves them by a tenth of that in f32 and bf16. Int8 and int4 round to nearest, from which random weights suffer most;
        /// logits of two models
        /// that have nothing in common differ by 1.41.
        /// </summary>
        public double Tolerance => format switch { Format.F32 => 0.01, Format.BF16 => 0.1, Format.Int8 => 0.25, _ => 1 };
    }

    /// <exception cref="FormatException">There is no such format.</exception>
    public static Format Parse(string text) => Enum.GetValues<Format>().Where(f => f.Text == text).Cast<Format?>().FirstOrDefault()
        ?? throw new FormatException($"'{text}' is no format: f32, bf16, int8, int4");
}
