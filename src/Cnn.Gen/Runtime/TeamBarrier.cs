using System.ComponentModel;

namespace Cnn.Gen.Runtime;

/// <summary>A reusable barrier that spins for a moment before it yields: steps of a network are microseconds apart.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TeamBarrier
{
    private readonly int _members;
    private int _arrived;
    private volatile int _round;

    /// <summary>A barrier for <paramref name="members"/> threads.</summary>
    public TeamBarrier(int members) => _members = members;

    /// <summary>Waits until all members of the team have called this once more.</summary>
    public void SignalAndWait()
    {
        int round = _round;
        if (Interlocked.Increment(ref _arrived) == _members)
        {
            _arrived = 0;
            _round = round + 1;
            return;
        }

        var spinner = new SpinWait();
        while (_round == round)
            spinner.SpinOnce(sleep1Threshold: -1);
    }
}
