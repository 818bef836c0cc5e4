import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { shopLeads } from '../../../shared/roles.ts';
import { useRegister } from '../../register-store.ts';
import { useWords } from '../../words.ts';
import { DayReport } from './day-report.tsx';
import { SettlementPanel } from './settlement-panel.tsx';
import { ShiftPanel } from './shift-panel.tsx';

/** The shift that is open, and what a day came to. */
export function DayScreen() {
  const say = useWords();
  const { staff } = useRegister();
  const mayRead = shopLeads.includes(staff.role);
  return (
    <Tabs className="day">
      <TabList className="categories" aria-label={say('room.day')}>
        <Tab id="shift" className="category">
          {say('shift')}
        </Tab>
        {mayRead ? (
          <Tab id="report" className="category">
            {say('report')}
          </Tab>
        ) : null}
        {mayRead ? (
          <Tab id="settlement" className="category">
            {say('settlement')}
          </Tab>
        ) : null}
      </TabList>
      <TabPanel id="shift" className="day-panel">
        <ShiftPanel />
      </TabPanel>
      {mayRead ? (
        <TabPanel id="report" className="day-panel">
          <DayReport />
        </TabPanel>
      ) : null}
      {mayRead ? (
        <TabPanel id="settlement" className="day-panel">
          <SettlementPanel />
        </TabPanel>
      ) : null}
    </Tabs>
  );
}
