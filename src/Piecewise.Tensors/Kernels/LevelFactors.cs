namespace Piecewise.Tensors.Kernels;

/// <summary>A <see cref="LevelRange"/> in f32.</summary>
/// <param name="Inverse">What numbers are multiplied with.</param>
/// <param name="Zero">What is added to what is rounded.</param>
/// <param name="Least">The first level.</param>
/// <param name="Most">The last level.</param>
internal readonly record struct LevelFactors(float Inverse, float Zero, float Least, float Most);
