using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Piecewise.Benchmarks;

if (args is ["resident"])
{
    return ResidentMemory.Report(Console.Out);
}
if (args is ["kernels"])
{
    return KernelSpeed.Report(Console.Out);
}
if (args is ["growth", .. var growth])
{
    return GrowthTimes.Report(Console.Out, growth);
}
if (args is ["guard", .. var guard])
{
    return Guard.Run(guard);
}
if (args is ["engine", .. var engine])
{
    return EngineSpeed.Report(Console.Out, engine);
}
if (args is ["mixed", .. var mixed])
{
    return MixedServing.Report(Console.Out, mixed);
}
if (args is ["ranks"])
{
    return RankSpeed.Report(Console.Out);
}
if (args is ["masks"])
{
    return MaskSpeed.Report(Console.Out);
}
if (args is ["passes"])
{
    return PassTimes.Report(Console.Out);
}
// In this process: a measurement then needs no build of its own, and what is measured allocates no state that outlives a call.
var config = DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance));
BenchmarkSwitcher.FromAssembly(typeof(PartitionBenchmarks).Assembly).Run(args, config);
return 0;
