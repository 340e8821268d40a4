using System.Collections;

namespace Piecewise.Llm;

/// <summary>The tokens of one call of <see cref="Sequence.Generate"/>, each made when it is asked for. Can be enumerated once.</summary>
/// <param name="sequence">The sequence that they belong to.</param>
/// <param name="model">Its model.</param>
/// <param name="prompt">What is fed first.</param>
/// <param name="options">How tokens are picked.</param>
/// <param name="cancellation">Stops before the next one.</param>
internal sealed class Turn(Sequence sequence, LanguageModel model, int[] prompt, GenerationOptions options, CancellationToken cancellation)
    : IEnumerable<GeneratedToken>, IEnumerator<GeneratedToken>
{
    private readonly TokenPicker picker = new(options, model, prompt);
    private GeneratedText? text;
    private int isEnumerated;
    private int produced;
    private bool isComplete;
    private bool hasEnded;

    public GeneratedToken Current { get; private set; }

    object IEnumerator.Current => Current;

    public IEnumerator<GeneratedToken> GetEnumerator() => Interlocked.Exchange(ref isEnumerated, 1) == 0
        ? this
        : throw new InvalidOperationException(
            "These tokens have been enumerated already, and are part of the sequence: keep them in a list, or generate again.");

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool MoveNext()
    {
        if (hasEnded)
        {
            return false;
        }
        sequence.Enter(this);
        try
        {
            if (Step())
            {
                return true;
            }
            Dispose();
            return false;
        }
        catch
        {
            Dispose();
            throw;
        }
        finally
        {
            sequence.Leave();
        }
    }

    public void Reset() => throw new NotSupportedException("Generated tokens can be enumerated once.");

    public void Dispose()
    {
        hasEnded = true;
        sequence.End(this);
    }

    private bool Step()
    {
        if (isComplete)
        {
            return false;
        }
        if (produced == options.MaxTokens)
        {
            isComplete = true;
            Current = new GeneratedToken(null, text!.Complete());
            return Current.Text.Length > 0;
        }
        // Before the first token, so that a model without a tokenizer is refused before anything runs.
        text ??= new GeneratedText(model.Tokenizer, options);
        if (produced > 0)
        {
            Take([]);
            return true;
        }
        var before = sequence.Begin(this, prompt, options);
        try
        {
            Take(prompt);
            return true;
        }
        catch
        {
            sequence.TakeBack(before);
            throw;
        }
    }

    private void Take(int[] tokens)
    {
        var token = sequence.Pick(tokens, picker, cancellation);
        Current = text!.Append(token, picker);
        isComplete = Current.Finish is not null;
        // Last: until here it may fail.
        sequence.Give(token.Id);
        produced++;
    }
}
