using System.ComponentModel;

namespace Cnn.Gen.Runtime;

/// <summary>A reusable barrier that spins for a moment before it yields: steps of a network are microseconds apart.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TeamBarrier
{
    private int _members;
    private int _arrived;
    private volatile int _round;
    private volatile bool _aborted;

    /// <summary>A barrier for <paramref name="members"/> threads.</summary>
    public TeamBarrier(int members) => _members = members;

    /// <summary>Waits until all members of the team have called this once more.</summary>
    /// <exception cref="OperationCanceledException">A member has failed and will never come.</exception>
    public void SignalAndWait()
    {
        int round = _round;
        if (Interlocked.Increment(ref _arrived) == _members)
        {
            _arrived = 0;
            _round = round + 1;
        }
        else
        {
            var spinner = new SpinWait();
            while (_round == round && !_aborted)
                spinner.SpinOnce(sleep1Threshold: -1);
        }

        if (_aborted)
            throw new TeamAbortedException();
    }

    /// <summary>Lets all members that wait, or will, go with an exception.</summary>
    internal void Abort() => _aborted = true;

    /// <summary>Makes the barrier ready for another team, when nobody is at it.</summary>
    internal void Reset(int members)
    {
        _members = members;
        _arrived = 0;
        _aborted = false;
    }
}

/// <summary>Ends a member of a team in which another one has failed; never seen by users.</summary>
internal sealed class TeamAbortedException : OperationCanceledException;
