using Piecewise.Tensors;

namespace Piecewise.Compiler.Projects;

/// <summary>A program can't be written as a project of its own; the message says which parts stand in the way.</summary>
internal sealed class ProjectException : PiecewiseException
{
    public ProjectException(string message)
        : base(message)
    {
    }
}
