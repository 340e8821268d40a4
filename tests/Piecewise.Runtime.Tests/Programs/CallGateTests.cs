namespace Piecewise.Runtime.Tests.Programs;

public sealed class CallGateTests
{
    [Fact]
    public void One_call_or_several_readers()
    {
        var gate = new CallGate();
        gate.BeginRead(this);
        gate.BeginRead(this);
        Assert.Contains("reading", Assert.Throws<InvalidOperationException>(() => gate.BeginCall(this)).Message, StringComparison.Ordinal);
        Assert.False(gate.EndRead());
        Assert.False(gate.EndRead());
        gate.BeginCall(this);
        Assert.Contains("in a call", Assert.Throws<InvalidOperationException>(() => gate.BeginCall(this)).Message,
            StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => gate.BeginRead(this));
        Assert.False(gate.EndCall());
        gate.BeginCall(this, "sequence");
        Assert.Contains("This sequence", Assert.Throws<InvalidOperationException>(() => gate.BeginRead(this, "sequence")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Who_leaves_last_frees()
    {
        var gate = new CallGate();
        Assert.True(gate.End());
        Assert.False(gate.End());
        Assert.Throws<ObjectDisposedException>(() => gate.BeginCall(this));
        Assert.Throws<ObjectDisposedException>(() => gate.BeginRead(this));

        gate = new CallGate();
        gate.BeginCall(this);
        Assert.False(gate.End());
        Assert.Throws<ObjectDisposedException>(() => gate.BeginCall(this));
        Assert.True(gate.EndCall());

        gate = new CallGate();
        gate.BeginRead(this);
        gate.BeginRead(this);
        Assert.False(gate.End());
        Assert.False(gate.EndRead());
        Assert.True(gate.EndRead());
    }

    [Fact]
    public void Under_many_threads_one_is_inside_and_one_frees()
    {
        for (var round = 0; round < 200; round++)
        {
            var gate = new CallGate();
            var (calls, readers, freed, ended) = (0, 0, 0, 0);
            Parallel.For(0, 6, i =>
            {
                for (var n = 0; n < 200; n++)
                {
                    try
                    {
                        if (i == 0 && n == 100)
                        {
                            Volatile.Write(ref ended, 1);
                            Free(gate.End());
                        }
                        else if (i % 2 == 0)
                        {
                            gate.BeginCall(this);
                            Assert.Equal(1, Interlocked.Increment(ref calls));
                            Assert.Equal(0, Volatile.Read(ref readers));
                            Assert.Equal(0, Volatile.Read(ref freed));
                            Interlocked.Decrement(ref calls);
                            Free(gate.EndCall());
                        }
                        else
                        {
                            gate.BeginRead(this);
                            Interlocked.Increment(ref readers);
                            Assert.Equal(0, Volatile.Read(ref calls));
                            Assert.Equal(0, Volatile.Read(ref freed));
                            Interlocked.Decrement(ref readers);
                            Free(gate.EndRead());
                        }
                    }
                    catch (ObjectDisposedException)
                    {
                        Assert.Equal(1, Volatile.Read(ref ended));
                    }
                    catch (InvalidOperationException)
                    {
                        // Somebody is inside.
                    }
                }
            });
            Assert.Equal(1, freed);

            void Free(bool isLast)
            {
                if (isLast)
                {
                    Interlocked.Increment(ref freed);
                }
            }
        }
    }
}
