using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Llm;

/// <summary>Sizes of a dim that a program takes.</summary>
internal readonly record struct SizeLimits(long Least, long Most);

/// <summary>
/// A program that makes vectors of tokens: <c>input_ids[B, T]</c> and, where it has them, <c>attention_mask[B, T]</c> (1 where a token is)
/// and <c>token_type_ids[B, T]</c> (0 everywhere) to <c>[B, T, features]</c>, or <c>[B, features]</c> where the program pools itself. For
/// one call at a time.
/// </summary>
internal sealed class EncoderProgram : IDisposable
{
    // Programs that ask for more rows, or longer ones, than this would make much of every short text.
    private const int MostFillRows = 64, MostFillTokens = 1 << 20;

    // A program whose sizes reach so far has no end of its own.
    private const long Endless = 1 << 20;

    private const string Ids = "input_ids", Mask = "attention_mask", Types = "token_type_ids";

    private readonly Model model;
    private readonly CompiledSession session;
    private readonly int padding;

    /// <param name="model">What runs.</param>
    /// <param name="padding">The token that fills up shorter texts.</param>
    /// <exception cref="NotALanguageModelException">The program has other inputs or outputs.</exception>
    public EncoderProgram(Model model, int padding)
    {
        this.model = model;
        this.padding = padding;
        var manifest = model.Program.Manifest;
        Check();
        var ids = model.Inputs.Single(i => i.Name == Ids);
        Rows = Limits(ids.Sizes[0]);
        Length = Limits(ids.Sizes[1]);
        if (Rows.Least > MostFillRows || Length.Least > MostFillTokens / MostFillRows)
        {
            throw new NotALanguageModelException(
                $"{manifest.Name} takes {Rows.Least} texts of {Length.Least} tokens at least, which no text fills; export it for fewer.");
        }
        HasMask = model.Inputs.Any(i => i.Name == Mask);
        var output = manifest.Entries[0].Outputs[0];
        PoolsItself = output.Shape.Length == 2;
        var last = output.Shape.Length > 0 ? manifest.Entries[0].Table.Rows[output.Shape[^1]] : default;
        Features = last.Rule == SizeRule.Constant ? last.Left : null;
        session = model.StartSession();
    }

    /// <summary>Texts of one call.</summary>
    public SizeLimits Rows { get; }

    /// <summary>Tokens of each.</summary>
    public SizeLimits Length { get; }

    /// <summary>Whether <see cref="Length"/> has an end that means something.</summary>
    public bool HasEnd => Length.Most < Endless;

    /// <summary>Whether shorter texts can be filled up.</summary>
    public bool HasMask { get; }

    /// <summary>Whether a text has one vector, not one a token.</summary>
    public bool PoolsItself { get; }

    /// <summary>Numbers of a vector; null where only a call tells.</summary>
    public long? Features { get; }

    /// <summary>Whether a program's inputs are those of an encoder.</summary>
    public static bool HasInputs(IEnumerable<string> names) =>
        names.ToArray() is { Length: > 0 } all && all.Contains(Ids) && all.All(n => n is Ids or Mask or Types);

    /// <summary>Tokens of a text that a call has at least for one of so many.</summary>
    public long Padded(long tokens) => Math.Max(tokens, Length.Least);

    /// <summary>Runs one call.</summary>
    /// <param name="texts">Ids of tokens; of one length where there is no mask.</param>
    /// <returns>
    /// [rows, tokens, features] or [rows, features] in f32; rows after the texts' mean nothing. Valid until the next call.
    /// </returns>
    /// <exception cref="CallFailedException">The program failed.</exception>
    public Tensor Run(IReadOnlyList<int[]> texts)
    {
        var rows = Math.Max(texts.Count, Rows.Least);
        var length = Padded(texts.Max(t => t.Length));
        var values = new CallValue[model.Inputs.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Filled(model.Inputs[i], texts, rows, length);
        }
        session.Run(values);
        var output = session.Output(0).Tensor
            ?? throw new CallFailedException($"{model.Program.Manifest.Name} gave a first result that is no tensor.");
        return Cast.To(output.Contiguous(), DType.F32);
    }

    public void Dispose() => session.Dispose();

    // Where more rows are asked for than there are texts, the first text stands there too.
    private Tensor Filled(ProgramInput input, IReadOnlyList<int[]> texts, long rows, long length)
    {
        var filled = new long[checked(rows * length)];
        if (input.Name == Ids)
        {
            filled.AsSpan().Fill(padding);
        }
        for (var row = 0; row < rows && input.Name != Types; row++)
        {
            var text = texts[row < texts.Count ? row : 0];
            for (var i = 0; i < text.Length; i++)
            {
                filled[(row * length) + i] = input.Name == Ids ? text[i] : 1;
            }
        }
        return Cast.To(Tensor.From(filled, rows, length), input.DType);
    }

    private void Check()
    {
        var manifest = model.Program.Manifest;
        var name = manifest.Name;
        var fits = HasInputs(model.Inputs.Select(i => i.Name)) && model.Inputs.All(i => i is { Form: InputForm.Tensor, Shape.Length: 2 })
            && manifest.Entries[0].Outputs is [{ Kind: PlaceKind.Number or not (PlaceKind.Int or PlaceKind.None) } output, ..]
            && (output.Kind == PlaceKind.Number || output.Shape.Length is 2 or 3);
        if (!fits)
        {
            var inputs = string.Join(", ", model.Inputs.Select(i => $"{i.Name}: {i.Text}"));
            throw new NotALanguageModelException(
                manifest.AttentionLayers.Length > 0
                ? $"{name} continues texts and makes no vectors of them (its inputs are {inputs}): use it as a language model, or export "
                    + "an encoder."
                : $"{name} is no encoder: it needs the inputs input_ids[B, T] and, if it likes, attention_mask[B, T] and "
                    + $"token_type_ids[B, T], and a first output [B, T, features] or [B, features], but has the inputs {inputs}.");
        }
        var sizes = model.Inputs[0].Sizes;
        if (model.Inputs.FirstOrDefault(i => !i.Sizes.SequenceEqual(sizes)) is { } other)
        {
            throw new NotALanguageModelException(
                $"{name} takes {model.Inputs[0].Name} and {other.Name} of sizes of their own ([{string.Join(", ", sizes)}] and "
                + $"[{string.Join(", ", other.Sizes)}]): an encoder takes one of each for every token.");
        }
        if (manifest.State.Any(s => s.IsWritten))
        {
            throw new NotALanguageModelException(
                $"{name} changes its buffers, so that a text's vector would depend on the texts before.");
        }
    }

    private SizeLimits Limits(string size)
    {
        if (long.TryParse(size, out var only))
        {
            return new SizeLimits(only, only);
        }
        var manifest = model.Program.Manifest;
        var symbol = manifest.Symbols.IndexOf(size);
        if (symbol < 0)
        {
            throw new NotALanguageModelException($"{manifest.Name} takes {size} tokens or texts; only sizes that are free can be used.");
        }
        var range = manifest.Guards.Ranges[symbol];
        var (least, most) = (Math.Max(range.Min, 1), range.Max);
        return symbol == manifest.DispatchSymbol
            ? new SizeLimits(Math.Max(least, manifest.Entries.Min(e => e.Start)), Math.Min(most, manifest.Entries.Max(e => e.End)))
            : new SizeLimits(least, most);
    }
}
