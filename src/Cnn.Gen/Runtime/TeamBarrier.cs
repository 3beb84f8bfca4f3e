using System.ComponentModel;

namespace Cnn.Gen.Runtime;

/// <summary>
/// A reusable barrier that spins before it yields: steps of a network are microseconds apart. Each member says that it has come in a cache line of
/// its own, which the others read: whoever comes last costs them one line's way from core to core, and members that wait disturb nobody.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TeamBarrier
{
    /// <summary>Elements from one member's place to the next's: two lines, since processors fetch neighbours in pairs.</summary>
    private const int Apart = 128 / sizeof(int);

    /// <summary>How often a member looks before it lets another thread have its processor.</summary>
    private const int Looks = 1000;

    private int[] _rounds = [];
    private int _members;
    private volatile bool _aborted;

    /// <summary>A barrier for <paramref name="members"/> threads.</summary>
    public TeamBarrier(int members) => Reset(members);

    /// <summary>Waits until all members of the team have called this once more, each with its number from 0.</summary>
    /// <exception cref="OperationCanceledException">A member has failed and will never come.</exception>
    public void SignalAndWait(int member)
    {
        ref int own = ref Place(member);
        int round = own + 1;
        Volatile.Write(ref own, round);
        for (int other = 0; other < _members; other++)
        {
            // Whoever is not behind may be at the next meeting already.
            ref int its = ref Place(other);
            if (Volatile.Read(ref its) - round < 0)
                Wait(ref its, round);
        }

        if (_aborted)
            throw new TeamAbortedException();
    }

    /// <summary>Lets all members that wait, or will, go with an exception.</summary>
    internal void Abort() => _aborted = true;

    /// <summary>Makes the barrier ready for another team, when nobody is at it.</summary>
    internal void Reset(int members)
    {
        if (_rounds.Length < (members + 1) * Apart)
            _rounds = new int[(members + 1) * Apart];
        else if (members != _members || _aborted)
            Array.Clear(_rounds); // Otherwise all members have met equally often.
        _members = members;
        _aborted = false;
    }

    private void Wait(ref int its, int round)
    {
        for (int look = 0; look < Looks && !_aborted; look++)
        {
            if (Volatile.Read(ref its) - round >= 0)
                return;
            Thread.SpinWait(1);
        }

        var spinner = new SpinWait();
        while (Volatile.Read(ref its) - round < 0 && !_aborted)
            spinner.SpinOnce(sleep1Threshold: -1);
    }

    /// <summary>Where a member says which round it has come to; the first lines are the array's own.</summary>
    private ref int Place(int member) => ref _rounds[(member + 1) * Apart];
}

/// <summary>Ends a member of a team in which another one has failed; never seen by users.</summary>
internal sealed class TeamAbortedException : OperationCanceledException;
