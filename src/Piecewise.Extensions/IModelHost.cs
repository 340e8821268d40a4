namespace Piecewise.Extensions;

/// <summary>A model that is loaded when the application starts.</summary>
internal interface IModelHost
{
    /// <summary>Whether the model is there and takes work.</summary>
    bool IsReady { get; }

    /// <summary>Whether it takes no more work.</summary>
    bool IsStopping { get; }

    /// <summary>What it is doing; asked for where it is ready.</summary>
    IReadOnlyDictionary<string, object> State { get; }
}
