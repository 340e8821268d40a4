namespace Piecewise.Cli.Load;

/// <summary>What a server does at one rate.</summary>
/// <param name="Rate">Requests a second; infinite: all at once.</param>
/// <param name="Report">What clients saw.</param>
/// <param name="Steps">What the server says of its calls of the model meanwhile; null where it says nothing of them.</param>
internal sealed record LoadRun(double Rate, LoadReport Report, StepCount? Steps);
