using System.Text;
using Piecewise.Llm.Tokenization.Patterns;

namespace Piecewise.Llm.Tokenization.Normalization;

/// <summary>Puts a fixed text in the place of each match.</summary>
internal sealed class ReplaceNormalizer(Pattern pattern, string content) : Normalizer
{
    public override NormalizedText Normalize(NormalizedText input)
    {
        var matches = pattern.Matches(input.Text, new BacktrackStack());
        if (!matches.MoveNext()) return input;

        var result = new StringBuilder(input.Text.Length);
        int kept = 0, lead = input.Lead;
        do
        {
            result.Append(input.Text, kept, matches.Start - kept);
            // New text stems from the last character it replaces. Text that only begins within the lead cuts it off there.
            int leadEnd = lead - result.Length + matches.Start;
            if (matches.End <= leadEnd) lead += content.Length - (matches.End - matches.Start);
            else if (matches.Start < leadEnd) lead = result.Length;
            result.Append(content);
            TextGrowth.Check(result.Length, input.Text.Length);
            kept = matches.End;
        }
        while (matches.MoveNext());
        return new(result.Append(input.Text, kept, input.Text.Length - kept).ToString(), lead);
    }
}
