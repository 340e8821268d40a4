namespace Piecewise.Tensors.Reference;

/// <summary>How a root-mean-square normalization is computed.</summary>
/// <param name="Epsilon">Added to the mean square.</param>
/// <param name="WeightOffset">Added to the weight: 1 in Gemma's form, else 0.</param>
/// <param name="RoundBeforeWeight">Whether the normalized value is rounded to its dtype before the weight is applied, as in Llama.</param>
internal readonly record struct RmsNormRule(double Epsilon, double WeightOffset, bool RoundBeforeWeight);
