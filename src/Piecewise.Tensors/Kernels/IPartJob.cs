namespace Piecewise.Tensors.Kernels;

/// <summary>An <see cref="IJob"/> that does not ask which vectors there are.</summary>
internal interface IPartJob
{
    /// <inheritdoc cref="IJob.Run"/>
    void Run(int part, int parts);
}
