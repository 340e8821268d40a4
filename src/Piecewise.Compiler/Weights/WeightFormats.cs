using System.Collections.Immutable;
using System.IO.Enumeration;

namespace Piecewise.Compiler;

/// <summary>
/// In how many bits the weights of products are kept: as they were exported, as 8-bit integers with a scale for each output channel
/// (<c>int8</c>), or in 4 bits with a multiplier for each group of 32 (<c>int4</c>). Inputs of such products are rounded to 8 bits with a
/// scale for each token. Fewer bits are read faster and cost accuracy: <c>piecewise perplexity</c> tells how much.
/// </summary>
public sealed class WeightFormats : IEquatable<WeightFormats>
{
    private const string ExportedName = "exported";

    private static readonly ImmutableArray<string> Formats = [ExportedName, "int8", "int4"];

    private readonly string format;
    private readonly ImmutableArray<(string Pattern, string Format)> exceptions;

    private WeightFormats(string format, ImmutableArray<(string Pattern, string Format)> exceptions)
    {
        this.format = format;
        this.exceptions = exceptions;
    }

    /// <summary>All weights as they were exported.</summary>
    public static WeightFormats Exported { get; } = new(ExportedName, []);

    /// <summary>8-bit integers.</summary>
    public static WeightFormats Int8 { get; } = new("int8", []);

    /// <summary>4 bits.</summary>
    public static WeightFormats Int4 { get; } = new("int4", []);

    /// <summary>
    /// A format, and others for weights whose names match a pattern: <c>int4,*lm_head.weight=int8,*.layers.0.*=exported</c>. The first
    /// pattern that matches counts; <c>*</c> is any text, <c>?</c> any character.
    /// </summary>
    /// <exception cref="FormatException">The text has not that form.</exception>
    public static WeightFormats Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (format, exceptions) = ((string?)null, ImmutableArray.CreateBuilder<(string, string)>());
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var pattern = part.Split('=', StringSplitOptions.TrimEntries);
            if (!Formats.Contains(pattern[^1]) || pattern.Length > 2 || pattern[0].Length == 0
                || (pattern.Length == 1 && format is not null))
            {
                throw new FormatException(
                    $"'{part}' of '{text}' is no format of weights. Write one of {string.Join(", ", Formats)}, and NAME=FORMAT for weights "
                    + "that differ, as in int4,*lm_head.weight=int8.");
            }
            if (pattern.Length == 1)
            {
                format = pattern[0];
            }
            else
            {
                exceptions.Add((pattern[0], pattern[1]));
            }
        }
        return new WeightFormats(format ?? ExportedName, exceptions.DrainToImmutable());
    }

    /// <summary>Whether all weights stay as they were exported.</summary>
    internal bool IsExported => format == ExportedName && exceptions.All(e => e.Format == ExportedName);

    /// <summary>The patterns of weights with formats of their own.</summary>
    internal IEnumerable<string> Patterns => exceptions.Select(e => e.Pattern);

    /// <summary>The format of a weight, <c>int8</c> or <c>int4</c>; null where it stays as it was exported.</summary>
    internal string? Of(string weight)
    {
        var found = exceptions.FirstOrDefault(e => Matches(e.Pattern, weight)).Format ?? format;
        return found == ExportedName ? null : found;
    }

    /// <summary>Whether a pattern means a weight.</summary>
    internal bool Names(string weight) => Patterns.Any(p => Matches(p, weight));

    /// <summary>Whether this pattern means a weight.</summary>
    internal static bool Matches(string pattern, string weight) =>
        FileSystemName.MatchesSimpleExpression(pattern, weight, ignoreCase: false);

    /// <inheritdoc/>
    public bool Equals(WeightFormats? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as WeightFormats);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>As <see cref="Parse"/> takes it.</summary>
    public override string ToString() =>
        exceptions.IsEmpty ? format : string.Join(',', exceptions.Select(e => $"{e.Pattern}={e.Format}").Prepend(format));
}
