namespace Piecewise.Compiler.Partition;

/// <summary>A graph can't be split, or a plan was made of another graph.</summary>
internal sealed class PartitionException : Exception
{
    public PartitionException()
    {
    }

    public PartitionException(string message)
        : base(message)
    {
    }

    public PartitionException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
