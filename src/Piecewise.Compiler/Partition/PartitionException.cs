namespace Piecewise.Compiler.Partition;

/// <summary>A graph can't be split, or a plan was made of another graph.</summary>
internal sealed class PartitionException : Exception
{
    public PartitionException(string message)
        : base(message)
    {
    }
}
