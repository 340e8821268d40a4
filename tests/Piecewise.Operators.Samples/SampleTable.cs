namespace Piecewise.Operators.Samples;

/// <summary>
/// Samples by the names of their operators. They are made anew whenever they are asked for: a kernel may write to what it is given.
/// </summary>
internal sealed class SampleTable
{
    private readonly Dictionary<string, Func<IEnumerable<OperatorSample>>> samples = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => samples.Keys;

    /// <summary>Sets the samples that operators have in common.</summary>
    /// <param name="names">Qualified names, such as <c>aten::add.Tensor</c>.</param>
    /// <exception cref="ArgumentException">One of them has samples already.</exception>
    public Func<IEnumerable<OperatorSample>> this[params string[] names]
    {
        get => samples[names.Single()];
        set
        {
            foreach (var name in names)
            {
                samples.Add(name, value);
            }
        }
    }
}
